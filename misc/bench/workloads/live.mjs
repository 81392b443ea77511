// (l): the live models. Bytes come from memory, so the cost of a socket is not in it.
import { Observable, Subject } from 'rxjs'
import { OURS } from '../clients.mjs'
import { cpu } from '../cpu.mjs'
import { below } from '../report.mjs'

const [QUEUES, MEMBERS] = [200, 50]
const EVENTS = 50_000
const CALLS = 100_000

const bytesOf = (frames) => Buffer.from(frames.map((lines) => `${lines.join('\r\n')}\r\n\r\n`).join(''))

const memberLines = (taken, status) => [
  'Membership: static',
  'Penalty: 0',
  `CallsTaken: ${taken}`,
  'LastCall: 0',
  'LastPause: 0',
  'LoginTime: 1790000000',
  'InCall: 0',
  `Status: ${status}`,
  'Paused: 0',
  'PausedReason: ',
]

const paramsOf = (queue) => [
  'Event: QueueParams',
  `Queue: ${queue}`,
  'Max: 0',
  'Strategy: ringall',
  ...['Calls', 'Holdtime', 'TalkTime', 'Completed', 'Abandoned', 'ServiceLevel', 'Weight'].map((name) => `${name}: 0`),
  'ServicelevelPerf: 0.0',
  'ServicelevelPerf2: 0.0',
]

/** The items of QueueStatus for `queues` queues. */
const queueItems = (queues) =>
  Array.from({ length: queues }, (_, queue) => [
    paramsOf(`q${queue}`),
    ...Array.from({ length: MEMBERS }, (_, member) => [
      'Event: QueueMember',
      `Queue: q${queue}`,
      `Name: Agent ${member}`,
      `Location: PJSIP/${member}`,
      `StateInterface: PJSIP/${member}`,
      ...memberLines(0, 1),
      'Wrapuptime: 0',
    ]),
  ]).flat()

const memberEvent = (index, queues) => [
  'Event: QueueMemberStatus',
  'Privilege: agent,all',
  `Queue: q${index % queues}`,
  `MemberName: Agent ${index % MEMBERS}`,
  `Interface: PJSIP/${index % MEMBERS}`,
  `StateInterface: PJSIP/${index % MEMBERS}`,
  ...memberLines(0, (index >> 3) % 2 === 0 ? 1 : 2),
  'Ringinuse: 1',
  'Wrapuptime: 0',
]

/** The headers of a channel, in their order. */
const channelLines = (name, id, state, linked = id) => [
  `Channel: ${name}`,
  `ChannelState: ${state === 'Up' ? 6 : 4}`,
  `ChannelStateDesc: ${state}`,
  'CallerIDNum: 200',
  'CallerIDName: <unknown>',
  'ConnectedLineNum: <unknown>',
  'ConnectedLineName: <unknown>',
  'Language: en',
  'AccountCode: ',
  'Context: internal',
  'Exten: 100',
  'Priority: 1',
  `Uniqueid: ${id}`,
  `Linkedid: ${linked}`,
]

/** A whole call: it rings, is answered, and ends. */
const callFrames = (index) => {
  const [a, b] = [`${1_790_000_000 + index}.1`, `${1_790_000_000 + index}.2`]
  const caller = (state) => channelLines(`PJSIP/200-${index}`, a, state)
  const callee = channelLines(`PJSIP/300-${index}`, b, 'Up', a)
  const dest = callee.map((line) => `Dest${line}`)
  const event = (name, ...lines) => [`Event: ${name}`, 'Privilege: call,all', ...lines]
  return [
    event('Newchannel', ...caller('Ring')),
    event('Newchannel', ...callee),
    event('DialBegin', ...caller('Ring'), ...dest, 'DialString: 300'),
    event('DialEnd', ...caller('Up'), ...dest, 'DialStatus: ANSWER'),
    event('Hangup', ...callee, 'Cause: 16'),
    event('Hangup', ...caller('Up'), 'Cause: 16'),
  ]
}

/** A link that answers the login and the lists from memory; `feed` brings bytes. */
const open = async (queues) => {
  const { connect } = await import('../../../dist/index.js')
  const byte$ = new Subject()
  const list = (id, end, items) => [
    ['Response: Success', id, 'EventList: start', 'Message: it will follow'],
    ...items.map((lines) => [...lines, id]),
    [`Event: ${end}`, id, 'EventList: Complete', `ListItems: ${items.length}`],
  ]
  const ENDS = { Status: 'StatusComplete', QueueStatus: 'QueueStatusComplete', QueueSummary: 'QueueSummaryComplete' }
  const answer = (text) => {
    for (const frame of text.split('\r\n\r\n')) {
      const id = /^ActionID: .*$/m.exec(frame)?.[0]
      const action = /^Action: (.*)$/m.exec(frame)?.[1]
      if (id === undefined) continue
      const wanted = /^Queue: q(\d+)$/m.exec(frame)?.[1]
      const items =
        action === 'QueueStatus'
          ? queueItems(queues).filter((lines) => wanted === undefined || lines[1] === `Queue: q${wanted}`)
          : []
      const end = ENDS[action]
      byte$.next(
        bytesOf(
          end === undefined ? [['Response: Success', id, 'Message: Authentication accepted']] : list(id, end, items),
        ),
      )
    }
  }
  const transport = {
    peer: 'memory',
    open: () =>
      new Observable((subscriber) => {
        subscriber.next({ byte$, send: (text) => setImmediate(answer, text) })
        setImmediate(() => byte$.next(Buffer.from('Asterisk Call Manager/11.0.0\r\n')))
      }),
  }
  const keepAlive = { interval: 2_000_000, deadline: 2_000_000 }
  return {
    asterisk: connect({ username: 'a', password: 'b', auth: 'plain', transport, keepAlive }),
    feed: (bytes) => byte$.next(bytes),
  }
}

/** Resolves when a stream has shown its first value. */
const shown = (stream$, seen = () => undefined) =>
  new Promise((resolve) => {
    stream$.subscribe((value) => {
      seen(value)
      resolve()
    })
  })

const CHUNK = 100

/** CPU microseconds for each member event; the first half lets V8 compile. */
const costOf = async (queues, watch) => {
  const { asterisk, feed } = await open(queues)
  await watch(asterisk)
  const chunks = Array.from({ length: EVENTS / CHUNK }, (_, chunk) =>
    bytesOf(Array.from({ length: CHUNK }, (_, index) => memberEvent(chunk * CHUNK + index, queues))),
  )
  for (const bytes of chunks) feed(bytes)
  const spent = cpu()
  for (const bytes of chunks) feed(bytes)
  const cost = spent() / EVENTS
  await asterisk.close()
  return cost
}

const used = () => {
  global.gc()
  global.gc()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** MiB that 100,000 calls leave behind while all calls are watched. */
const heapAfterCalls = async () => {
  const { asterisk, feed } = await open(1)
  await shown(asterisk.call$)
  asterisk.callChange$.subscribe()
  asterisk.callOf('200').subscribe()
  const run = (from, to) => {
    for (let index = from; index < to; index += 10) {
      feed(bytesOf(Array.from({ length: 10 }, (_, each) => callFrames(index + each)).flat()))
    }
  }
  run(0, 10_000)
  const before = used()
  run(10_000, 10_000 + CALLS)
  const more = used() - before
  await asterisk.close()
  return more
}

export const live = {
  title: `(l) share of a core at 1,000 member events a second: ${QUEUES} queues of ${MEMBERS}, everything watched`,
  readers: [OURS],
  rounds: 3,
  unit: '%',
  measure: async () => {
    const all = await costOf(QUEUES, ({ queue$ }) => shown(queue$))
    const one = await costOf(QUEUES, ({ queue }) => shown(queue('q7')))
    const alone = await costOf(1, ({ queue }) => shown(queue('q0')))
    const unwatched = await costOf(QUEUES, ({ frame$ }) => shown(frame$))
    // a microsecond for each of 1,000 events a second is 0.1 % of a core
    return {
      value: all / 10,
      'all µs': all,
      'one of 200 µs': one,
      'alone µs': alone,
      'unwatched µs': unwatched,
      'heap MiB': await heapAfterCalls(),
    }
  },
  verdicts: ({ values, results }) => [
    below('(l) everything watched, % of a core', values(OURS), 5),
    below(
      '(l) one watched queue among 200, against that queue alone',
      results(OURS, (each) => each['one of 200 µs'] / each['alone µs']),
      1.1,
    ),
    below(
      '(l) heap after 100,000 calls, MiB more',
      results(OURS, (each) => each['heap MiB']),
      1,
    ),
  ],
}
