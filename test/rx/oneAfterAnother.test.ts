import { catchError, mergeMap, of, throwError, timer } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { marbles } from '../../src/testing/index.js'
import { oneAfterAnother } from '../../src/rx/oneAfterAnother.js'

const test = suite('oneAfterAnother')

test(
  'the second begins a pause after the end of the first',
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const inTurn = oneAfterAnother(2)
    const [a$, b$] = [cold('--a|'), cold('--b|')]
    const both$ = of(a$, b$).pipe(mergeMap((source$) => inTurn(source$)))
    expectObservable(both$).toBe('--a----b|')
    expectSubscriptions(a$.subscriptions).toBe('^--!')
    expectSubscriptions(b$.subscriptions).toBe('-----^--!')
  }),
)

test(
  'an error lets the next one begin',
  marbles(({ cold, expectObservable }) => {
    const inTurn = oneAfterAnother(1)
    const caught$ = inTurn(cold('-#')).pipe(catchError(() => of('e')))
    const all$ = of(caught$, inTurn(cold('-b|'))).pipe(mergeMap((each$) => each$))
    expectObservable(all$).toBe('-e-b|')
  }),
)

test(
  'one that is unsubscribed while it waits never begins',
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const inTurn = oneAfterAnother(0)
    const [a$, b$, c$] = [cold('----a|'), cold('-b|'), cold('-c|')]
    expectObservable(inTurn(a$)).toBe('----a|')
    expectObservable(inTurn(b$), '^-!').toBe('')
    expectObservable(inTurn(c$)).toBe('------c|')
    expectSubscriptions(b$.subscriptions).toBe([])
  }),
)

test(
  'one that is unsubscribed while it runs lets the next one begin',
  marbles(({ cold, expectObservable }) => {
    const inTurn = oneAfterAnother(1)
    expectObservable(inTurn(cold('----a|')), '^-!').toBe('')
    expectObservable(inTurn(cold('-c|'))).toBe('----c|')
  }),
)

test(
  'after the line is empty the next one begins at once',
  marbles(({ cold, expectObservable }) => {
    const inTurn = oneAfterAnother(5)
    expectObservable(inTurn(cold('-a|'))).toBe('-a|')
    expectObservable(timer(4).pipe(mergeMap(() => inTurn(cold('-b|'))))).toBe('-----b|')
  }),
)

test('one that ends while it is subscribed', () => {
  const inTurn = oneAfterAnother(0)
  const said: unknown[] = []
  for (const source$ of [of(1), throwError(() => new Error('x')), of(2)]) {
    inTurn<unknown>(source$).subscribe({ next: (value) => said.push(value), error: () => said.push('failed') })
  }
  assert.equal(said, [1, 'failed', 2])
})

test.run()
