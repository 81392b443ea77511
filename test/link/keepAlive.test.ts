import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as O from 'fp-ts/lib/Option.js'
import { asyncScheduler, NEVER } from 'rxjs'
import { AmiError } from '../../src/index.js'
import { keepAlive } from '../../src/link/keepAlive.js'
import { marbles } from '../../src/testing/index.js'
import { politeExcept, client, noted, peer, said, silent, statusOf, story, tags } from '../support/peer.js'

const test = suite('keepAlive')

const PATIENCE = { interval: 3, deadline: 2 }
const gone = new AmiError({ _tag: 'LinkSilent', after: 5, hint: O.none })

/** The operator, and the times at which it asked for a sign of life. */
const watched = (): { readonly op: ReturnType<typeof keepAlive<string>>; readonly pings: number[] } => {
  const pings: number[] = []
  return { op: keepAlive<string>(PATIENCE, () => pings.push(asyncScheduler.now())), pings }
}

test(
  'values pass, and while they come nobody is pinged',
  marbles(({ hot, expectObservable, flush }) => {
    const { op, pings } = watched()
    expectObservable(hot('a-b-c-d-(e|)').pipe(op)).toBe('a-b-c-d-(e|)')
    flush()
    assert.equal(pings, [])
  }),
)

test(
  'silence is pinged after the interval and given up after the deadline',
  marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
    const { op, pings } = watched()
    const source$ = hot('a-b--')
    expectObservable(source$.pipe(op)).toBe('a-b----#', undefined, gone)
    expectSubscriptions(source$.subscriptions).toBe('^------!')
    flush()
    assert.equal(pings, [5])
  }),
)

test(
  'any value after the ping is life, and the interval begins anew',
  marbles(({ hot, expectObservable, flush }) => {
    const { op, pings } = watched()
    expectObservable(hot('a---b').pipe(op)).toBe('a---b----#', undefined, gone)
    flush()
    assert.equal(pings, [3, 7])
  }),
)

test(
  'the source’s error passes',
  marbles(({ hot, expectObservable }) => {
    expectObservable(hot('a-#').pipe(watched().op)).toBe('a-#')
  }),
)

test(
  'the source’s completion passes',
  marbles(({ hot, expectObservable }) => {
    expectObservable(hot('a-|').pipe(watched().op)).toBe('a-|')
  }),
)

test(
  'unsubscribing leaves the source and stops the watch',
  marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
    const { op, pings } = watched()
    const source$ = hot('a-b-----')
    expectObservable(source$.pipe(op), '^--!').toBe('a-b-')
    expectSubscriptions(source$.subscriptions).toBe('^--!')
    flush()
    assert.equal(pings, [])
  }),
)

test(
  'a source that never says anything is pinged, and given up',
  marbles(({ expectObservable, flush }) => {
    const { op, pings } = watched()
    expectObservable(NEVER.pipe(op)).toBe('-----#', undefined, gone)
    flush()
    assert.equal(pings, [3])
  }),
)

test(
  'a clock that jumps forward gives no link up, only silence after a ping does',
  marbles(({ flush }) => {
    const { op, pings } = watched()
    const { now } = asyncScheduler
    const given: unknown[] = []
    const listening = NEVER.pipe(op).subscribe({ error: (error: unknown) => given.push(error) })
    asyncScheduler.schedule(() => {
      asyncScheduler.now = () => now() + 1_000_000
    }, 2)
    asyncScheduler.schedule(() => {
      listening.unsubscribe()
    }, 4)
    try {
      flush()
    } finally {
      asyncScheduler.now = now
    }
    assert.is(pings.length, 1)
    assert.equal(given, [])
  }),
)

test('a quiet link is pinged after its interval, and the answer’s time is in metrics', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, { keepAlive: { interval: 1000, deadline: 500 } })
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    at(500, () => assert.equal(asterisk.metrics().lastPong, O.none))
    at(3500, () => {
      assert.is(server.heard('Ping').length, 3)
      assert.equal(asterisk.metrics().lastPong, O.some(1))
      assert.is(tags(status).at(-1), 'Ready')
      void asterisk.close()
    })
  })
})

test('a link that is dead without saying so is given up after interval and deadline, and opened again', () => {
  const server = peer(politeExcept({ Ping: silent }))
  story((at) => {
    const asterisk = client(server.transport, { keepAlive: { interval: 1000, deadline: 500 } })
    const status = noted(asterisk.status$)
    const action = noted(asterisk.send({ Action: 'CoreStatus' }))
    at(1600, () => {
      assert.equal(statusOf(status, 'Waiting')[0]?.failure, { _tag: 'LinkSilent', after: 1500, hint: O.none })
      const why = 'no byte arrived for 1500 ms'
      assert.equal(said(action), [{ _tag: 'FateUnknown', action: 'CoreStatus', why, needs: [] }])
    })
    noted(asterisk.event$)
    at(2500, () => {
      assert.is(server.links.length, 2)
      void asterisk.close()
    })
  })
})

test.run()
