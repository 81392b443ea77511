/** A call whose link is lost: the next link decides it, and its clock goes on. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Manner, refusing, said, silent, tags } from '../support/peer.js'
import { accepting, channelIdOf, placing, type Placing } from './placing.js'

const test = suite('a call that outlives its link')

/** Answers Status with these items; by default with none. */
const listing =
  (...items: readonly (readonly string[])[]): Manner =>
  ({ id }, link) => {
    link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
    for (const item of items) link.say('Event: Status', `ActionID: ${id}`, ...item)
    link.say('Event: StatusComplete', `ActionID: ${id}`, 'EventList: Complete', `ListItems: ${items.length}`)
  }

/** The item of the call's channel, in that state. */
const present =
  (state: number): Manner =>
  (action, link) => {
    listing(about(channelIn(action.text), state))(action, link)
  }
const channelIn = (text: string): string => /^Channel: (.*)$/m.exec(text)?.[1] ?? ''
const about = (uniqueid: string, state: number): readonly string[] => [
  'Channel: PJSIP/200-00000001',
  `ChannelState: ${state}`,
  `Uniqueid: ${uniqueid}`,
]

/** A call whose link breaks at 300 ms and is back 100 ms later. */
const broken = (more: Partial<Placing> = {}) =>
  placing({
    originate: accepting,
    ...more,
    connect: { backoff: { min: 100, max: 100 }, ...more.connect },
    also: (at, server, asterisk) => {
      at(300, () => server.links[0]?.end())
      more.also?.(at, server, asterisk)
    },
  })

/** Says an event about the call on the newest link. */
const saying =
  (ms: number, event: string, ...lines: readonly string[]): NonNullable<Placing['also']> =>
  (at, server) => {
    at(ms, () => {
      const uniqueid = channelIdOf(server.heard('Originate')[0]?.text ?? '')
      server.links.at(-1)?.say(`Event: ${event}`, ...about(uniqueid, 5), ...lines)
    })
  }

test('that was answered meanwhile is its value as soon as a list shows it', () => {
  const { log, server } = broken({ status: present(6) })
  const uniqueid = channelIdOf(server.heard('Originate')[0]?.text ?? '')
  assert.equal(said({ log }), [{ channel: 'PJSIP/200-00000001', uniqueid }, 'end'])
  assert.ok((log[0]?.[0] ?? 0) < 420)
  assert.is(server.heard('Originate').length, 1)
})

test('that still rings waits for the event of the answer', () => {
  const { log } = broken({
    status: present(5),
    also: (at, server) => {
      at(900, () => {
        const uniqueid = channelIdOf(server.heard('Originate')[0]?.text ?? '')
        server.links.at(-1)?.say('Event: Newstate', ...about(uniqueid, 6))
      })
    },
  })
  assert.is(log[0]?.[0], 900)
  assert.is(log[1]?.[1], 'end')
})

for (const [cause, reason] of [
  [17, 'busy'],
  [19, 'noAnswer'],
  [34, 'congestion'],
  [21, 'failed'],
] as const)
  test(`that still rings and then ends with cause ${cause} fails with ${reason}`, () => {
    const { log } = broken({ status: present(5), also: saying(900, 'Hangup', `Cause: ${cause}`) })
    assert.equal(log, [[900, { _tag: 'CallFailed', source: 'PJSIP/200', reason, code: O.none, hint: O.none }]])
  })

test('whose answer was seen before the link broke is its value at once', () => {
  const { log } = broken({
    also: (at, server) => {
      at(290, () => {
        const uniqueid = channelIdOf(server.heard('Originate')[0]?.text ?? '')
        server.links[0]?.say('Event: Newstate', ...about(uniqueid, 6))
      })
    },
  })
  assert.equal(
    log.map(([at]) => at),
    [300, 300],
  )
})

test('whose busy tone was seen before the link broke fails with busy at once', () => {
  const { log } = broken({ also: saying(290, 'Hangup', 'Cause: 17') })
  assert.is(log[0]?.[0], 300)
  assert.match(JSON.stringify(log[0]?.[1]), '"reason":"busy"')
})

test('that is gone, and whose DialEnd was seen, fails with its reason', () => {
  const dialEnd: Placing['also'] = (at, server) => {
    at(290, () => {
      const uniqueid = channelIdOf(server.heard('Originate')[0]?.text ?? '')
      server.links[0]?.say('Event: DialEnd', `DestUniqueid: ${uniqueid}`, 'DialStatus: CONGESTION')
    })
  }
  const { log } = broken({ also: dialEnd })
  assert.match(JSON.stringify(said({ log })), '"reason":"congestion"')
})

test('that is gone without a trace has an unknown fate, which names its channel', () => {
  const { log, server, times } = broken({
    also: saying(200, 'Newchannel'),
  })
  const uniqueid = channelIdOf(server.heard('Originate')[0]?.text ?? '')
  const [fate] = said({ log })
  assert.ok(typeof fate === 'object' && fate !== null && 'why' in fate)
  assert.equal(fate, {
    _tag: 'FateUnknown',
    action: 'Originate',
    why: fate.why,
    needs: [],
    uniqueid: O.some(uniqueid),
    channel: O.some('PJSIP/200-00000001'),
  })
  assert.match(String(fate.why), /^the link was lost: .*; its channel is gone, or never was$/)
  assert.is(times('Status').length, 2)
})

test('that one list misses is found by the second', () => {
  let lists = 0
  const { log } = broken({
    status: (action, link) => {
      lists += 1
      const manner = lists === 1 ? refusing('No such channel') : present(6)
      manner(action, link)
    },
  })
  assert.is(log[1]?.[1], 'end')
})

test('waits no longer than its ring time and two seconds, whatever comes back', () => {
  const { log } = broken({ status: present(5), call: { timeout: 1000 } })
  assert.equal(tags({ log }), ['FateUnknown'])
  const [at = 0] = log[0] ?? []
  assert.ok(at >= 3000 && at <= 3010, `it waited ${at} ms`)
})

test('asks once more at the end of its ring time, where events may be hidden', () => {
  let looks = 0
  const { log } = broken({
    status: (action, link) => {
      looks += 1
      present(looks === 1 ? 5 : 6)(action, link)
    },
    call: { timeout: 1000 },
  })
  assert.is(log[0]?.[0], 3001)
  assert.is(log[1]?.[1], 'end')
})

test('without a link until its ring time is over has an unknown fate', () => {
  const { log } = broken({ call: { timeout: 1000 }, connect: { backoff: { min: 8000, max: 8000 } } })
  assert.equal(tags({ log }), ['FateUnknown'])
  assert.is(log[0]?.[0], 3000)
})

test('by a login that may not look waits for events, and then tells the missing right', () => {
  const seen = broken({ status: refusing('Permission denied'), also: saying(900, 'Hangup', 'Cause: 17') })
  assert.match(JSON.stringify(seen.log), '"reason":"busy"')
  const { log } = broken({ status: refusing('Permission denied'), call: { timeout: 1000 } })
  assert.equal(tags({ log }), ['FateUnknown'])
  assert.match(JSON.stringify(said({ log })), 'Status was refused: Permission denied; grant this login write=')
})

test('goes on through a second outage', () => {
  const { log, server } = broken({
    status: (action, link) => {
      if (link.openedAt > 1000) present(6)(action, link)
      else present(5)(action, link)
    },
    also: (at, { links }) => {
      at(1200, () => links[1]?.end())
    },
  })
  assert.is(server.links.length, 3)
  assert.is(log[1]?.[1], 'end')
  assert.ok((log[0]?.[0] ?? 0) > 1200)
})

test('that is unsubscribed during the outage is ended over the next link', () => {
  const { log, faults, times, server } = broken({
    status: present(5),
    hangup: ({ id }, link) => {
      link.say('Response: Success', `ActionID: ${id}`, 'Message: Channel Hungup')
    },
    leave: 350,
  })
  assert.equal(log, [])
  assert.equal(faults, [])
  assert.is(times('Hangup').length, 1)
  assert.is(server.heard('Originate').length, 1)
})

test('that is unsubscribed while the next link waits for its answer is ended at once', () => {
  const { log, faults, times } = broken({
    status: present(5),
    hangup: ({ id }, link) => {
      link.say('Response: Success', `ActionID: ${id}`, 'Message: Channel Hungup')
    },
    leave: 1000,
  })
  assert.equal(log, [])
  assert.equal(faults, [])
  assert.equal(times('Hangup'), [1000])
})

test('that is unsubscribed while the next link waits, and is gone, is looked for two seconds at most', () => {
  const { faults, times } = broken({ status: present(5), hangup: refusing('No such channel'), leave: 1000 })
  const last = times('Hangup').at(-1) ?? 0
  assert.ok(last > 2500 && last <= 3100, `the last Hangup came at ${last}`)
  assert.equal(faults, [])
})

test('is decided at close(): its fate is unknown', () => {
  const { log } = broken({
    status: present(5),
    also: (at, _, asterisk) => {
      at(900, () => asterisk.close())
    },
  })
  assert.equal(tags({ log }), ['FateUnknown'])
  assert.is(log[0]?.[0], 900)
})

test('that nothing answers about any more has an unknown fate at the end of its ring time', () => {
  const { log } = broken({ status: silent, call: { timeout: 1000 }, connect: { timeout: 500 } })
  assert.equal(tags({ log }), ['FateUnknown'])
})

test('whose outcome the mask hides is not decided later either', () => {
  const { log } = broken({ originate: silent, connect: { events: 'off' } })
  assert.equal(tags({ log }), ['FateUnknown'])
  assert.is(log[0]?.[0], 300)
})

test.run()
