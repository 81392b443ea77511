import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame } from '../../src/index.js'
import { hangup, patternOf } from '../../src/functions/hangup.js'
import { asked, settled } from '../support/asked.js'

/** True if the pattern of a device matches a channel, as Asterisk reads the pattern: without the slashes around it. */
const hits = (device: string, channel: string): boolean => {
  const pattern = patternOf(device)
  assert.match(pattern, /^\/.*\/$/s)
  return new RegExp(pattern.slice(1, -1)).test(channel)
}

const test = suite('hangup')

for (const [device, channel] of [
  ['30', 'PJSIP/30-00000001'],
  ['30', 'SIP/30-0000001a'],
  ['30', 'IAX2/30-1234'],
  ['PJSIP/30', 'PJSIP/30-00000001'],
  ['pjsip/30', 'PJSIP/30-00000001'],
  ['Sip/30', 'SIP/30-00000001'],
  ['front-door', 'PJSIP/front-door-0000000a'],
  ['a.b', 'SIP/a.b-00000001'],
  ['2222@internal', 'Local/2222@internal-00000004;1'],
  ['Local/2222@internal', 'Local/2222@internal-00000004;2'],
  ['30', 'SIP/30-0000001a<ZOMBIE>'],
  ['i1/2222', 'DAHDI/i1/2222-1'],
  ['Küche', 'PJSIP/Küche-00000001'],
  ['a+b(c)[d]{e}|f^g$h?i*j\\k', 'PJSIP/a+b(c)[d]{e}|f^g$h?i*j\\k-00000001'],
] as const) {
  test(`${device} ends ${channel}`, () => {
    assert.is(hits(device, channel), true)
  })
}

for (const [device, channel] of [
  ['30', 'PJSIP/300-00000001'],
  ['30', 'PJSIP/130-00000001'],
  ['3', 'PJSIP/30-00000001'],
  ['a.b', 'SIP/aXb-00000001'],
  ['.*', 'PJSIP/30-00000001'],
  ['30|200', 'PJSIP/200-00000001'],
  ['PJSIP/30', 'SIP/30-00000001'],
  ['SIP/30', 'PJSIP/30-00000001'],
  ['30', 'Local/30@internal-00000001;1'],
  ['door', 'PJSIP/front-door-0000000a'],
  ['front', 'PJSIP/front-door-0000000a'],
  ['Door', 'PJSIP/door-00000001'],
  ['PJSIP/Door', 'PJSIP/door-00000001'],
] as const) {
  test(`${device} does not end ${channel}`, () => {
    assert.is(hits(device, channel), false)
  })
}

test('sends one action, whose list has the channels that it ends', () => {
  const { ask, actions, forms } = asked(
    frame('Response: Success', 'EventList: start'),
    frame('Event: ChannelHungup', 'Channel: PJSIP/30-00000001'),
    frame('Event: ChannelHungup', 'Channel: PJSIP/30-00000002'),
    frame('Event: ChannelsHungupListComplete', 'EventList: Complete'),
  )
  assert.equal(settled(hangup(ask)('30')), [['PJSIP/30-00000001', 'PJSIP/30-00000002'], 'end'])
  assert.equal(actions, [{ Action: 'Hangup', Channel: '/^([^/]*/)?30(-[^-]*)?$/' }])
  assert.equal(forms, ['list'])
})

test('nothing to end is an empty answer', () => {
  const { ask } = asked(
    frame('Response: Success', 'EventList: start'),
    frame('Event: ChannelsHungupListComplete', 'EventList: Complete', 'ListItems: 1'),
  )
  assert.equal(settled(hangup(ask)('30')), [[], 'end'])
})

test('nothing is sent before the subscription', () => {
  const { ask, actions } = asked()
  hangup(ask)('30')
  assert.equal(actions, [])
})

test('without permission it is refused, and names the classes that would allow it', () => {
  const { ask } = asked(frame('Response: Error', 'Message: Permission denied'))
  assert.equal(settled(hangup(ask)('30')), [
    { _tag: 'Refused', action: 'Hangup', message: 'Permission denied', needs: ['system', 'call'] },
  ])
})

const NO_DEVICE = 'it needs a device'
const NO_PATTERN = 'a device must not begin with a slash: patterns are not allowed here'

for (const [device, why] of [
  ['', NO_DEVICE],
  [' ', NO_DEVICE],
  ['PJSIP/', NO_DEVICE],
  ['/', NO_DEVICE],
  ['/.*/', NO_DEVICE],
  ['/30', NO_PATTERN],
] as const) {
  test(`'${device}' is no device, and nothing is sent`, () => {
    const { ask, actions } = asked()
    assert.equal(settled(hangup(ask)(device)), [{ _tag: 'InvalidAction', action: 'Hangup', why }])
    assert.equal(actions, [])
  })
}

test.run()
