/** Time in the bridge: links in a row, the state of the link to Asterisk, sending. */
import * as O from 'fp-ts/lib/Option.js'
import { map, NEVER, Observable } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Status } from '../../src/index.js'
import type { Broker, BrokerSignal, MqttDone, MqttMessage } from '../../src/mqtt/broker.js'
import type { BridgeFault } from '../../src/mqtt/fault.js'
import { linksInARow } from '../../src/mqtt/links.js'
import { Outbox } from '../../src/mqtt/outbox.js'
import { sending, WINDOW } from '../../src/mqtt/sending.js'
import { linkState } from '../../src/mqtt/states.js'
import { marbles } from '../../src/testing/index.js'

const WILL: MqttMessage = { topic: 'bridge', payload: 'offline', qos: 1, retain: true }

const links = suite('linksInARow')

const SIGNALS: Readonly<Record<string, BrokerSignal>> = {
  u: {
    _tag: 'Up',
    link: {
      publish: () => undefined,
      subscribe: () => undefined,
      unsubscribe: () => undefined,
      goodbye: () => undefined,
    },
  },
  d: { _tag: 'Down', fault: { _tag: 'BrokerLost', peer: 'p', why: 'x' } },
  r: { _tag: 'Down', fault: { _tag: 'BrokerRefused', peer: 'p', why: 'x' } },
}

const broker = (open: () => Observable<BrokerSignal>): Broker => ({ peer: 'p', open })
const tags = (of: Broker) => linksInARow(of, WILL, () => 1).pipe(map(({ _tag }) => TAGS[_tag]))
const TAGS: Readonly<Record<string, string>> = {
  Opening: 'o',
  Up: 'u',
  Heard: 'h',
  Down: 'd',
  Waiting: 'w',
  GivenUp: 'g',
}

links(
  'opens again after a loss, with waits that double',
  marbles(({ cold, expectObservable }) => {
    const one = broker(() => cold('d', SIGNALS))
    expectObservable(tags(one), '^ 1s !').toBe('(odw) 245ms (odw) 495ms (odw)')
  }),
)

links(
  'begins with the shortest wait after a stable link',
  marbles(({ cold, expectObservable }) => {
    const lives = [cold('d', SIGNALS), cold('d', SIGNALS), cold('u 30s d', SIGNALS), cold('u', SIGNALS)]
    const one = broker(() => lives.shift() ?? NEVER)
    expectObservable(tags(one), '^ 32s !').toBe('(odw) 245ms (odw) 495ms (ou) 29997ms (dw) 246ms (ou)')
  }),
)

links(
  'gives up where the first login is refused, and not where a later one is',
  marbles(({ cold, expectObservable }) => {
    expectObservable(tags(broker(() => cold('r', SIGNALS)))).toBe('(odg|)')
    const lives = [cold('u 9ms d', SIGNALS), cold('r', SIGNALS)]
    expectObservable(tags(broker(() => lives.shift() ?? NEVER)), '^ 29s !').toBe('(ou) 6ms (dw) 246ms (odw)')
  }),
)

links(
  'a broker that never answers is a loss after fifteen seconds; unsubscribed it ends the link',
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const silent = cold<BrokerSignal>('-')
    expectObservable(tags(broker(() => silent)), '^ 15001ms !').toBe('o 14999ms (dw)')
    expectSubscriptions(silent.subscriptions).toBe('^ 14999ms !')
  }),
)

links(
  'a link that completes is a loss, and a mistake of a program passes through',
  marbles(({ cold, expectObservable }) => {
    expectObservable(tags(broker(() => cold('u 9ms |', SIGNALS))), '^ 20ms !').toBe('(ou) 6ms (dw)')
    expectObservable(tags(broker(() => cold('#')))).toBe('(o#)')
  }),
)

links.run()

const state = suite('linkState')

const STATUS: Readonly<Record<string, Status>> = {
  r: { _tag: 'Ready', ami: '11', asterisk: O.none, gap: O.none, reading: ['channels'] },
  R: { _tag: 'Ready', ami: '11', asterisk: O.none, gap: O.none, reading: [] },
  w: { _tag: 'Waiting', attempt: 1, delay: 1, failure: { _tag: 'LinkLost', why: 'x' } },
}
const WORDS = { n: 'online' as const, f: 'offline' as const }

state(
  'online when everything was read, offline after a while, and a short outage is none',
  marbles(({ hot, expectObservable }) => {
    const status$ = hot('  r-R-w--r-R-w------', STATUS)
    const expected = '    --n-------------f-'
    expectObservable(linkState(status$, 5, 0)).toBe(expected, WORDS)
  }),
)

state(
  'a model that is watched later makes nothing old',
  marbles(({ hot, expectObservable }) => {
    expectObservable(linkState(hot('R-r---------R-', STATUS), 5, 0), '^------------!').toBe('n-------------', WORDS)
  }),
)

state(
  'passes errors and the end, and stops when it is unsubscribed',
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    expectObservable(linkState(cold('R-#', STATUS), 5, 0)).toBe('n-#', WORDS)
    expectObservable(linkState(cold('R-|', STATUS), 5, 0)).toBe('n-|', WORDS)
    expectObservable(linkState(NEVER, 5, 0), '^---!').toBe('-----')
    const status$ = hot('R---w------', STATUS)
    expectObservable(linkState(status$, 5, 0), '^----!').toBe('n-----', WORDS)
    expectSubscriptions(status$.subscriptions).toBe('^----!')
  }),
)

state.run()

const sends = suite('sending')

const stage = () => {
  const outbox = new Outbox()
  outbox.restart()
  const underway: { readonly message: MqttMessage; readonly done: MqttDone }[] = []
  const sent: string[] = []
  const running = sending(
    outbox,
    outbox.changed$,
    { publish: (message, done) => underway.push({ message, done }) },
    ({ topic }, fault?: BridgeFault) => sent.push(fault === undefined ? topic : `${topic}!`),
  ).subscribe()
  return { outbox, underway, sent, running }
}

sends('has so many messages on their way, and only the newest value of the rest', () => {
  const { outbox, underway, sent } = stage()
  for (let n = 0; n < WINDOW + 50; n += 1) outbox.put(`t${n}`, '1', 'state')
  assert.is(underway.length, WINDOW)
  for (let n = 2; n < 1000; n += 1) outbox.put('t149', String(n), 'state')
  for (let at = 0; at < WINDOW + 50; at += 1) underway[at]?.done()
  assert.is(underway.length, WINDOW + 50)
  assert.is(underway.at(-1)?.message.payload, '999')
  assert.is(sent.length, WINDOW + 50)
})

sends('a refused message is reported, and the rest goes on', () => {
  const { outbox, underway, sent } = stage()
  outbox.put('a', '1', 'state')
  underway[0]?.done({ _tag: 'TopicRefused', topic: 'a', why: 'x' })
  outbox.put('b', '1', 'state')
  underway[1]?.done()
  assert.equal(sent, ['a!', 'b'])
})

sends('messages that are acknowledged at once do not deepen the stack', () => {
  const outbox = new Outbox()
  outbox.restart()
  let count = 0
  for (let n = 0; n < 50_000; n += 1) outbox.put(`t${n}`, '1', 'state')
  const at$ = { publish: (_: MqttMessage, done: MqttDone) => done() }
  sending(outbox, outbox.changed$, at$, () => (count += 1))
    .subscribe()
    .unsubscribe()
  assert.is(count, 50_000)
})

sends('nothing is sent after it is unsubscribed, and what is acknowledged then counts no more', () => {
  const { outbox, underway, sent, running } = stage()
  outbox.put('a', '1', 'state')
  running.unsubscribe()
  outbox.put('b', '1', 'state')
  underway[0]?.done()
  assert.is(underway.length, 1)
  assert.equal(sent, [])
})

sends('an error of the stream of changes passes through', () => {
  const errors: unknown[] = []
  const broken = new Observable<never>((subscriber) => subscriber.error(new Error('broken')))
  sending(new Outbox(), broken, { publish: () => undefined }, () => undefined).subscribe({
    error: (error: unknown) => errors.push(error),
  })
  assert.is(errors.length, 1)
})

sends.run()
