/** Stories 46–53: channels and the devices they belong to. Each story is a bug of another client; a comment has its source. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { from } from 'rxjs'
import { type ChannelChange, type DeviceState, frame, type Frame, streams } from '../../src/index.js'
import { frames } from '../../src/testing/index.js'
import { noted, said, tags } from '../support/peer.js'
import { staged } from './stage.js'

const test = suite('stories: channels and devices')

// Story: a device that is wrong after a restart of Asterisk (TECH7Fox#26 #63 #71, girlpunk#3, openHAB)
test('story 46: it keeps its value until the first lists agree, and is idle then', () => {
  staged(({ asterisk, pbx, at }) => {
    const busy = noted(asterisk.device('30'))
    at(1000, () => pbx.dial('PJSIP/30', '100'))
    at(2000, pbx.faults.kill)
    at(9000, () => assert.equal(said(busy), [false, true]))
    at(10_000, pbx.faults.start)
    at(15_000, () => assert.equal(said(busy), [false, true, false]))
  })
})

// Story: a lost Hangup that leaves the device busy for ever (AsterNET#190, yaai#2)
test('story 47: the list of the next link ends the call', () => {
  staged(({ asterisk, pbx, at }) => {
    const busy = noted(asterisk.device('30'))
    at(1000, () => {
      const call = pbx.dial('PJSIP/30', '100')
      at(1000, () => {
        pbx.faults.drop('reset')
        call.hangup()
      })
    })
    at(2001, () => assert.equal(said(busy), [false, true]))
    at(5000, () => assert.equal(said(busy), [false, true, false]))
  })
})

// Story: a device with two calls that the first Hangup switches off
test('story 48: it stays busy until the end of its last call', () => {
  staged(({ asterisk, pbx, at }) => {
    const busy = noted(asterisk.device('30'))
    at(1000, () => {
      const calls = [pbx.dial('PJSIP/30', '100'), pbx.dial('PJSIP/30', '100')]
      at(1000, () => calls[0]?.hangup())
      at(2000, () => {
        assert.equal(said(busy), [false, true])
        calls[1]?.hangup()
      })
    })
    at(4000, () => assert.equal(said(busy), [false, true, false]))
  })
})

const NAMES = [
  ['PJSIP/front-door-0000000a', 'front-door'],
  ['PJSIP/front-door-0000000a', 'PJSIP/front-door'],
  ['Local/1@a-b-00000001;2', '1@a-b'],
  ['DAHDI/i1/6401-30', 'i1/6401'],
  ['IAX2/p-1234', 'p'],
  ['SIP/a.b-00000001', 'a.b'],
  ['PJSIP/door', 'door'],
] as const

/** The values of a device while one channel of that name exists. */
const busyWith = (channel: string, device: string): readonly unknown[] =>
  said(noted(streams(from([frames.newchannel(channel), frames.hangup(channel)])).device(device))).slice(0, -1)

// Story: names with dashes (magnusbilling#748 #745, dfi ChannelModel)
test('story 49: a name is cut at its last dash in any technology, and wrappers are no device', () => {
  for (const [channel, device] of NAMES) assert.equal(busyWith(channel, device), [false, true, false], channel)
  for (const device of ['front', 'door-0000000a', '1@a', 'i1', 'a']) {
    for (const [channel] of NAMES) assert.equal(busyWith(channel, device), [false], `${channel} is not of ${device}`)
  }
  assert.equal(busyWith('Surrogate/PJSIP/100-1', '100'), [false])
  assert.equal(busyWith('Surrogate/PJSIP/100-1', 'PJSIP/100'), [false])
})

// Story: SIP/100 that is taken for PJSIP/100, and names without digits (TECH7Fox#90, smarthomeNG, measured)
test('story 50: a technology selects one device, and a plain name all technologies', () => {
  assert.equal(busyWith('SIP/100-00000001', 'PJSIP/100'), [false])
  assert.equal(busyWith('SIP/100-00000001', 'SIP/100'), [false, true, false])
  assert.equal(busyWith('PJSIP/100-00000001', '100'), [false, true, false])
  assert.equal(busyWith('PJSIP/küche-00000001', 'küche'), [false, true, false])
  assert.equal(busyWith('PJSIP/1000-00000001', '100'), [false])
})

// Story: Originate to Local/… that reports NoAnswer though answered, with two Hangups for a call (asterisk-java#207, yaai#175)
test('story 51: the call is reported once, its phone is busy once, and both halves end', () => {
  staged(({ asterisk, pbx, at }) => {
    const busy = noted(asterisk.device('30'))
    const halves = noted(asterisk.channelChange$)
    at(1000, () => {
      const call = noted(asterisk.call('Local/30@internal', '100', 'internal'))
      at(1000, () => {
        assert.is(call.log.length, 2)
        assert.is(said(call).at(-1), 'end')
        assert.equal(said(busy), [false, true])
        pbx.hangup('PJSIP/30')
      })
    })
    at(10_000, () => {
      assert.equal(said(busy), [false, true, false])
      const changes = tags(halves)
      const count = (tag: ChannelChange['_tag']): number => changes.filter((each) => each === tag).length
      assert.is(count('Added'), 3) // Local ;1 and ;2, and the phone
      assert.is(count('Ended'), 3)
      assert.equal(pbx.channels(), [])
    })
  })
})

const MASQUERADED = 'PJSIP/2222-00000001<MASQ>'

// Story: masquerade, Rename and Pickup, which change a name and keep its Uniqueid (jade#64, asterisk PR #894)
test('story 52: the channel moves to the other device, and its Hangup ends it there', () => {
  const about = { uniqueid: '1.1' }
  const told = (device: string) =>
    said(
      noted(
        streams(
          from([
            frames.newchannel('PJSIP/2222-00000001', 'Ring', about),
            rename('PJSIP/2222-00000001', MASQUERADED),
            rename(MASQUERADED, 'PJSIP/30-00000002'),
            frames.newstate('PJSIP/30-00000002', 'Up', about),
            frames.hangup('PJSIP/30-00000002', 16, about),
          ]),
        ).device(device),
      ),
    )
  assert.equal(told('2222'), [false, true, false, 'end'])
  assert.equal(told('30'), [false, true, false, 'end'])
})

const rename = (from: string, to: string): Frame =>
  frame('Event: Rename', 'Privilege: call,all', `Channel: ${from}`, `Newname: ${to}`, 'Uniqueid: 1.1')

// Story: transfers (wazo-calld#319, the AMI specification)
test('story 53: the transferring phone is idle, the others stay busy, and the new Linkedid is seen', () => {
  staged(({ asterisk, pbx, at }) => {
    const [transferring, partner, target] = ['2222', '200', '30'].map((name) => noted(asterisk.device(name)))
    at(1000, () => pbx.dial('PJSIP/2222', '200'))
    at(2000, () => {
      pbx.transfer('PJSIP/2222', '30')
    })
    at(3000, () => {
      assert.equal(
        [transferring, partner, target].map((each) => said(each ?? { log: [] })),
        [
          [false, true, false],
          [false, true],
          [false, true],
        ],
      )
    })
  })
  // attended: Asterisk merges two bridges, and the second call takes the first one's Linkedid
  const [first, second] = ['PJSIP/200-00000002', 'PJSIP/30-00000004']
  const linked = (name: string, linkedid: string, bridge: string): Frame =>
    frame(
      frames.newstate(name, 'Up', { linkedid }).text.replace('Event: Newstate', 'Event: BridgeEnter'),
      `BridgeUniqueid: ${bridge}`,
    )
  const changes: string[] = []
  const states: DeviceState['_tag'][] = []
  const attended = streams(
    from([
      frames.newchannel(first, 'Ring', { linkedid: '1.1' }),
      frames.newchannel(second, 'Ring', { linkedid: '1.3' }),
      linked(first, '1.1', 'one'),
      linked(second, '1.3', 'two'),
      frame('Event: AttendedTransfer', 'Privilege: call,all', 'Result: Success', 'DestType: Bridge'),
      linked(second, '1.1', 'one'),
    ]),
  )
  attended.deviceState('30').subscribe(({ _tag }) => void states.push(_tag))
  streams(from([linked(second, '1.3', 'two'), linked(second, '1.1', 'one')])).channelChange$.subscribe((change) => {
    changes.push(`${change._tag} ${change.channel.linkedid}`)
  })
  assert.equal(states, ['Idle', 'Dialing', 'Talking', 'Talking'])
  assert.equal(changes, ['Added 1.3', 'Changed 1.1'])
})

test.run()
