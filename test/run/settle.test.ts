import * as E from 'fp-ts/lib/Either.js'
import { defer, EMPTY, NEVER, of, Subject, throwError } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError, attempt, type Failure, toTaskEither } from '../../src/index.js'
import { perform } from '../../src/run/settle.js'
import { marbles } from '../../src/testing/index.js'

const failure: Failure = { _tag: 'TimedOut', action: 'Ping', after: 10_000 }
const error = new AmiError(failure)
const either = { a: E.right('a'), b: E.right('b'), L: E.left(failure) }

const noFault = (fault: Failure): void => {
  assert.unreachable(fault._tag)
}

const test = suite('attempt')

test(
  'values become rights',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source$ = hot('-a-b-|')
    const expected = '           -a-b-|'
    const listening = '          ^----!'

    expectObservable(source$.pipe(attempt())).toBe(expected, either)
    expectSubscriptions(source$.subscriptions).toBe(listening)
  }),
)

test(
  'a failure becomes one last left',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source$ = hot('-a-#', undefined, error)
    const expected = '           -a-(L|)'
    const listening = '          ^--!'

    expectObservable(source$.pipe(attempt())).toBe(expected, either)
    expectSubscriptions(source$.subscriptions).toBe(listening)
  }),
)

test(
  'an error that is no AmiError passes through',
  marbles(({ hot, expectObservable }) => {
    const source$ = hot('-a-#', undefined, 'a mistake')
    const expected = '           -a-#'

    expectObservable(source$.pipe(attempt())).toBe(expected, either, 'a mistake')
  }),
)

test(
  'the end of the source is the end',
  marbles(({ cold, expectObservable }) => {
    expectObservable(cold('|').pipe(attempt())).toBe('|')
  }),
)

test(
  'unsubscribing early leaves the source',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source$ = hot('-a-b-c')
    const leaving = '            ^---!'
    const expected = '           -a-b-'

    expectObservable(source$.pipe(attempt()), leaving).toBe(expected, either)
    expectSubscriptions(source$.subscriptions).toBe(leaving)
  }),
)

test(
  'a silent source stays silent',
  marbles(({ expectObservable }) => {
    expectObservable(NEVER.pipe(attempt()), '^----!').toBe('-')
  }),
)

test.run()

const task = suite('toTaskEither')

task('the first value is a right', async () => {
  assert.equal(await toTaskEither(of(1, 2))(), E.right(1))
})

task('a failure is a left', async () => {
  assert.equal(await toTaskEither(throwError(() => error))(), E.left(failure))
})

task('an end without a value is a left', async () => {
  const settled = await toTaskEither(EMPTY)()
  assert.is(E.isLeft(settled) && settled.left._tag, 'LinkLost')
})

task('an error that is no AmiError rejects', async () => {
  const mistake = new TypeError('a mistake')
  const outcome = await toTaskEither(throwError(() => mistake))().catch((thrown: unknown) => thrown)
  assert.is(outcome, mistake)
})

task('each run subscribes, and none before', async () => {
  let subscribed = 0
  const run = toTaskEither(defer(() => of((subscribed += 1))))
  assert.is(subscribed, 0)
  assert.equal(await run(), E.right(1))
  assert.equal(await run(), E.right(2))
})

task.run()

const performing = suite('perform')

performing('runs the action at once', () => {
  const action$ = new Subject<unknown>()
  perform(noFault)(action$)
  assert.is(action$.observed, true)
})

performing('a failure is reported, and nothing is thrown', () => {
  const faults: Failure[] = []
  perform((fault) => faults.push(fault))(throwError(() => error))
  assert.equal(faults, [failure])
})

performing('an error that is no AmiError is reported with its cause', () => {
  const faults: Failure[] = []
  const mistake = new TypeError('a mistake')
  const thrown: unknown = 'text'
  const report = (fault: Failure): void => void faults.push(fault)
  perform(report)(throwError(() => mistake))
  perform(report)(throwError(() => thrown))
  assert.equal(faults, [
    { _tag: 'HandlerFailed', why: 'a mistake', cause: mistake },
    { _tag: 'HandlerFailed', why: 'text', cause: 'text' },
  ])
})

performing('values and the end are no faults', () => {
  perform(noFault)(of(1, 2))
  perform(noFault)(EMPTY)
})

performing('unsubscribing leaves the action', () => {
  const action$ = new Subject<unknown>()
  perform(noFault)(action$).unsubscribe()
  assert.is(action$.observed, false)
})

performing.run()
