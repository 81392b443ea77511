/** Streams of the bus that begin again. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError, type Failure } from '../../src/index.js'
import { beginningAgain, keptReading } from '../../src/nats/again.js'
import { marbles } from '../../src/testing/index.js'

const lost: Failure = { _tag: 'BusLost', why: 'lost', hint: { _tag: 'None' } }

const test = suite('again')

test(
  'after a failure the stream begins again half a second later, and the failure is told',
  marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const told: Failure[] = []
    const source$ = cold('a-#', undefined, new AmiError(lost))
    expectObservable(source$.pipe(beginningAgain((failure) => told.push(failure))), '^ 700ms !').toBe('a 501ms a')
    expectSubscriptions(source$.subscriptions).toBe(['^-!', '502ms ^-!'])
    flush()
    assert.equal(told, [lost, lost])
  }),
)

test(
  'it completes with its source, and is unsubscribed with its reader',
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [whole$, endless$] = [cold('a-|'), cold('a---')]
    expectObservable(whole$.pipe(beginningAgain(() => undefined))).toBe('a-|')
    expectObservable(endless$.pipe(beginningAgain(() => undefined)), '^-!').toBe('a--')
    expectSubscriptions(endless$.subscriptions).toBe('^-!')
  }),
)

test(
  'a reader that hears nothing for ten seconds begins again, and no failure is told',
  marbles(({ cold, expectObservable, flush }) => {
    const told: Failure[] = []
    const source$ = cold('a 9s b')
    expectObservable(source$.pipe(keptReading((failure) => told.push(failure))), '^ 20s !').toBe('a 9s b 9999ms a')
    flush()
    assert.equal(told, [])
  }),
)

test.run()
