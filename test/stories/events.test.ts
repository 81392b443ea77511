/** Stories 54–63: calls, queues, mailboxes and UserEvents. Each story is a bug of another client; a comment has its source. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as O from 'fp-ts/lib/Option.js'
import { filter, firstValueFrom, from, toArray } from 'rxjs'
import { connect, custom, type DeviceState, type Event, frame, type Frame, streams } from '../../src/index.js'
import { frames, simulate } from '../../src/testing/index.js'
import { politeExcept, client, noted, peer, said, story, tags } from '../support/peer.js'
import { keepOpen, staged } from './stage.js'

const test = suite('stories: calls, queues, mailboxes and UserEvents')

// Story: a Uniqueid that is taken for the id of a call, or for a number (AsterNET#62, panoramisk CallManager)
test('story 54: two calls of one second stay apart, and Linkedid joins the channels of each', () => {
  const channel = (name: string, uniqueid: string, linkedid: string): Frame =>
    frames.newchannel(name, 'Ring', { uniqueid, linkedid })
  const calls = new Map<string, readonly string[]>()
  streams(
    from([
      channel('PJSIP/200-00000001', '1795386550.27', '1795386550.27'),
      channel('PJSIP/30-00000002', '1795386550.28', '1795386550.27'),
      channel('PJSIP/2222-00000003', '1795386550.270', '1795386550.270'),
    ]),
  ).channelChange$.subscribe(({ channel: { linkedid, uniqueid } }) => {
    calls.set(linkedid, [...(calls.get(linkedid) ?? []), uniqueid])
  })
  assert.equal(
    [...calls],
    [
      ['1795386550.27', ['1795386550.27', '1795386550.28']],
      ['1795386550.270', ['1795386550.270']],
    ],
  )
})

/** A call in the words of Asterisk 11, and of 12 and newer. */
const [caller, callee] = ['PJSIP/200-00000001', 'PJSIP/2222-00000002']
const call = (dialling: Frame, bridging: readonly Frame[]): readonly Frame[] => [
  frames.newchannel(caller, 'Ring', { connectedLineNum: '2222' }),
  frames.newchannel(callee, 'Down', { connectedLineNum: '200' }),
  dialling,
  frames.newstate(callee, 'Ringing', { connectedLineNum: '200' }),
  frames.newstate(callee, 'Up', { connectedLineNum: '200' }),
  ...bridging,
  frames.hangup(callee),
  frames.hangup(caller),
]
const entered = (name: string): Frame =>
  frame(
    frames.newstate(name, 'Up', { connectedLineNum: '200' }).text.replace('Newstate', 'BridgeEnter'),
    'BridgeUniqueid: b',
  )
const OLD = call(frame('Event: Dial', 'SubEvent: Begin', `Channel: ${caller}`, `Destination: ${callee}`), [
  frame('Event: Bridge', 'Bridgestate: Link', `Channel1: ${caller}`, `Channel2: ${callee}`),
])
const NEW = call(frame('Event: DialBegin', `Channel: ${caller}`, `DestChannel: ${callee}`), [entered(callee)])

// Story: events that have new names since Asterisk 12 (Bridge, Dial, Join) (AsterNET#58 #290, PAMI PR #113)
test('story 55: a device is the same with both, and event() takes both names', async () => {
  const told = (of: readonly Frame[]): Promise<readonly string[]> =>
    firstValueFrom(streams(from(of)).deviceState('2222').pipe(toArray())).then((states) => [
      ...new Set(
        states.map(({ _tag, peer: other }) => `${_tag} ${O.isSome(other) ? O.toUndefined(other.value.number) : ''}`),
      ),
    ])
  assert.equal(await told(OLD), ['Idle ', 'Ringing 200', 'Talking 200'])
  assert.equal(await told(NEW), await told(OLD))
  const joined = streams(from([frame('Event: Join', 'Queue: q'), frame('Event: QueueCallerJoin', 'Queue: q')]))
  const names: string[] = []
  joined.event('QueueCallerJoin', 'Join').subscribe(({ name }) => void names.push(name))
  assert.equal(names, ['Join', 'QueueCallerJoin'])
})

/** All the words by which Asterisk's parts tell that a phone is free, or in use, or say nothing that anybody knows. */
const WORDS = [
  'Not in use',
  'NOT_INUSE',
  'Idle',
  '0',
  'In use',
  'INUSE',
  'InUse',
  '1',
  'Ringing',
  'RINGINUSE',
  'Purple',
]

// Story: state words that differ by their source (TECH7Fox#68 #16 #104)
test('story 56: deviceState has one set of words, from channels; events keep their own words', () => {
  staged(({ asterisk, pbx, at }) => {
    const states: DeviceState['_tag'][] = []
    asterisk.deviceState('2222').subscribe(({ _tag }) => void states.push(_tag))
    const words: string[] = []
    asterisk
      .event('DeviceStateChange', 'ExtensionStatus', 'PeerStatus')
      .subscribe(({ frame: of }) => void words.push(of.get('State') ?? of.get('Status') ?? of.get('PeerStatus') ?? ''))
    at(1000, () => {
      for (const word of WORDS) {
        pbx.send('Event: DeviceStateChange', 'Privilege: call,all', 'Device: PJSIP/2222', `State: ${word}`)
        pbx.send('Event: ExtensionStatus', 'Privilege: call,all', 'Exten: 2222', 'Hint: PJSIP/2222', `Status: ${word}`)
        pbx.send('Event: PeerStatus', 'Privilege: system,all', 'Peer: PJSIP/2222', `PeerStatus: ${word}`)
      }
    })
    at(2000, () => {
      assert.equal(states, ['Idle'])
      assert.equal(
        words,
        WORDS.flatMap((word) => [word, word, word]),
      )
      pbx.dial('PJSIP/200', '2222')
    })
    at(3000, () => assert.equal([...new Set(states)], ['Idle', 'Ringing']))
  })
})

const MEMBER = [
  'Queue: support',
  'MemberName: Desk',
  'StateInterface: PJSIP/2222',
  'Membership: dynamic',
  'InCall: 0',
  'Paused: 0',
] as const

// Story: a queue member on Local/… with another phone as its device (asterisk#395, asterisk-java#271 #246 #350, AsterNET#255)
test('story 57: Interface, or the old Location, and StateInterface are kept, and name the device', () => {
  staged(({ asterisk, pbx, at }) => {
    const members: Event[] = []
    asterisk.event('QueueMemberStatus', 'QueueMember').subscribe((event) => void members.push(event))
    const busy = noted(asterisk.device('PJSIP/2222'))
    at(1000, () => {
      pbx.send('Event: QueueMemberStatus', 'Privilege: agent,all', ...MEMBER, 'Interface: Local/2222@internal/n')
      pbx.send('Event: QueueMember', 'Privilege: agent,all', ...MEMBER, 'Location: Local/2222@internal/n')
      pbx.dial('PJSIP/2222', '100')
    })
    at(2000, () => {
      assert.equal(
        members.map(({ frame: of }) => [of.get('Interface') ?? of.get('Location'), of.get('StateInterface')]),
        [
          ['Local/2222@internal/n', 'PJSIP/2222'],
          ['Local/2222@internal/n', 'PJSIP/2222'],
        ],
      )
      const [device = ''] = members.map(({ frame: of }) => of.get('StateInterface') ?? '')
      assert.is(device, 'PJSIP/2222')
      assert.equal(said(busy), [false, true])
    })
  })
})

// Story: a storm of queue states after a reload (asterisk#1972)
test('story 58: 10,000 DeviceStateChange reach their subscribers, change no device, delay no answer', () => {
  staged(({ asterisk, pbx, at }) => {
    const busy = noted(asterisk.device('2222'))
    let storm = 0
    asterisk.event('DeviceStateChange').subscribe(() => {
      storm += 1
    })
    at(1000, () => {
      for (let n = 0; n < 10_000; n += 1) {
        const device = n % 2 === 0 ? `Queue:support-${n}` : 'PJSIP/2222'
        pbx.send('Event: DeviceStateChange', 'Privilege: call,all', `Device: ${device}`, 'State: NOT_INUSE')
      }
      const ping = noted(asterisk.send({ Action: 'Ping' }))
      at(100, () => assert.is(said(ping).at(-1), 'end'))
    })
    at(2000, () => {
      assert.is(storm, 10_000)
      assert.equal(said(busy), [false])
    })
  })
})

// Story: MessageWaiting without New and Old, with a context, or of @SIP_Remote (TECH7Fox#100, smarthomeNG)
test('story 59: the count is requested, contexts stay apart, and a strange mailbox is no error', () => {
  staged(
    ({ asterisk, pbx, at }) => {
      const faults = noted(asterisk.fault$)
      const [home, office] = [asterisk.mailbox('2222'), asterisk.mailbox('2222', 'office')].map(noted)
      const announce = (...lines: readonly string[]): void => {
        pbx.send('Event: MessageWaiting', 'Privilege: call,all', ...lines)
      }
      at(1000, () => {
        announce('Mailbox: 2222@default', 'Waiting: 1') // of a source without counts
        announce('Mailbox: 2222', 'Waiting: 1', 'New: 4', 'Old: 0')
        announce('Mailbox: 2222@SIP_Remote', 'Waiting: 1', 'New: 9', 'Old: 9')
        announce('Waiting: 1')
      })
      at(2000, () => {
        const counts = (of: typeof home): readonly unknown[] => said(of ?? { log: [] })
        const asked = { old: 3, new: 1, urgent: O.some(0) }
        assert.equal(counts(home), [asked, { old: 0, new: 4, urgent: O.some(0) }, asked])
        assert.equal(counts(office), [{ old: 0, new: 0, urgent: O.some(0) }])
        assert.equal(faults.log, [])
      })
    },
    {},
    { mailboxes: { '2222@default': { old: 3, new: 1, urgent: 0 } } },
  )
})

const USER_EVENTS: readonly (readonly [lines: readonly string[], source: O.Option<string>, headers: number])[] = [
  [[], O.none, 0],
  [['Source: '], O.some(''), 1],
  [[' Source: 1 ', 'Extra: 2'], O.some('1'), 2],
  [['source:3', 'Source: 4'], O.some('3'), 2],
  [['MyValue: 5', 'Destinations: 6', 'no colon at all'], O.none, 2],
  [['Source: 7', 'ActionID: somebody-1'], O.some('7'), 1],
]

// Story: UserEvents with missing, extra and repeated headers, an echoed ActionID, blanks in their name (smarthomeNG, KeyError,
// measured; TECH7Fox#125)
test('story 60: each is one event, and no error', () => {
  staged(({ asterisk, pbx, at }) => {
    const seen: (readonly [O.Option<string>, number])[] = []
    const faults = noted(asterisk.fault$)
    asterisk.userEvent('Front Door').subscribe(({ source, headers }) => void seen.push([source, headers.length]))
    at(1000, () => {
      for (const [lines] of USER_EVENTS) {
        pbx.send('Event: UserEvent', 'Privilege: user,all', 'UserEvent: Front Door', ...lines)
      }
    })
    at(1100, () => {
      assert.equal(
        seen,
        USER_EVENTS.map(([, source, headers]) => [source, headers]),
      )
      assert.equal(faults.log, [])
    })
  })
})

// Story: a synchronous Originate that blocks all events of its session (amiws#68)
test('story 61: it is refused, call() is asynchronous, and events come while the phone rings', () => {
  staged(({ asterisk, pbx, at }) => {
    keepOpen(asterisk)
    at(1000, () => {
      const plain = { Action: 'Originate', Channel: 'PJSIP/2222', Exten: '100', Context: 'internal', Priority: 1 }
      assert.equal(tags(noted(asterisk.send(custom(plain)))), ['InvalidAction'])
      const ringing = noted(asterisk.call('PJSIP/2222', '100', 'internal'))
      const doors = noted(asterisk.userEvent('Door'))
      at(1000, () => {
        pbx.userEvent('Door', {})
        const ping = noted(asterisk.send({ Action: 'Ping' }))
        at(100, () => {
          assert.equal(ringing.log, [])
          assert.is(doors.log.length, 1)
          assert.is(said(ping).at(-1), 'end')
          const [originate] = pbx.actions().filter(({ action }) => action === 'Originate')
          assert.ok(originate?.headers.some(([name, value]) => name === 'Async' && value === 'true'))
        })
      })
    })
  })
})

// Story: mute and some other changes, which send no event (wazo-calld#67)
test('story 62: no state pretends to know them; a program that needs them asks', () => {
  const server = peer(
    politeExcept({
      Getvar: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'Variable: MUTED', 'Value: 1')
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    let claims: readonly string[] = []
    asterisk.deviceState('2222').subscribe((state) => {
      claims = Object.keys(state)
    })
    const asked = noted(asterisk.send({ Action: 'Getvar', Channel: 'PJSIP/2222-00000001', Variable: 'MUTED' }))
    at(100, () => {
      assert.equal([...claims].sort(), ['_tag', 'channels', 'direction', 'peer', 'since'])
      assert.is(said(asked).at(-1), 'end')
      void asterisk.close()
    })
  })
})

// Story: AMI that is stuck inside Asterisk while TCP works (asterisk#233 #1611 #1928)
test('story 63: a Ping without a Pong ends the link', async () => {
  const pbx = simulate()
  const { host, port } = await pbx.listen()
  const keepAlive = { interval: 50, deadline: 50 }
  const asterisk = connect({ username: 'admin', password: 'secret', host, port, keepAlive })
  const holding = asterisk.event$.subscribe()
  const becomes = (tag: string) => firstValueFrom(asterisk.status$.pipe(filter(({ _tag }) => _tag === tag)))
  await becomes('Ready')
  pbx.faults.stall() // the socket stays open, and its bytes are still taken
  const waiting = await becomes('Waiting')
  assert.is(waiting._tag === 'Waiting' && waiting.failure._tag, 'LinkSilent')
  pbx.faults.resume()
  await becomes('Ready')
  holding.unsubscribe()
  await asterisk.close()
  await pbx.close()
})

test.run()
