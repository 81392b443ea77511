import * as O from 'fp-ts/lib/Option.js'
import { map, NEVER, type Observable } from 'rxjs'
import { suite } from 'uvu'
import { AmiError, type Frame, streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'
import { and, login, userEvent } from '../support/wire.js'

const lost = new AmiError({ _tag: 'LoginRefused', message: 'x' })
const frames = {
  a: userEvent('Call', { Source: '1', Value: 'Bob' }),
  b: userEvent('Call', { Source: '2' }),
  o: userEvent('Action', { Source: '3' }),
  c: userEvent('call', { Source: '4' }),
  l: login(),
  u: and(userEvent('Call', { Source: '5' }), 'ActionID: rx-9'),
}
const sourcesOf = (frame$: Observable<Frame>, name = 'Call'): Observable<string> =>
  streams(frame$)
    .userEvent(name)
    .pipe(map(({ source }) => O.getOrElse(() => 'none')(source)))

const test = suite('userEvent')

test(
  'gives each UserEvent of that name',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -a-o-(ab)-|', frames)
    const expected = '          -1---(12)-|'
    const listening = '         ^---------!'

    expectObservable(sourcesOf(frame$)).toBe(expected)
    expectSubscriptions(frame$.subscriptions).toBe(listening)
  }),
)

test(
  'fails when the frames fail',
  marbles(({ hot, expectObservable }) => {
    expectObservable(sourcesOf(hot<Frame>('-a-#', frames, lost))).toBe('-1-#', undefined, lost)
  }),
)

test(
  'ends when the frames end',
  marbles(({ hot, expectObservable }) => {
    expectObservable(sourcesOf(hot<Frame>('--|', frames))).toBe('--|')
  }),
)

test(
  'leaves the frames when it is left',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>('-a-b', frames)

    expectObservable(sourcesOf(frame$), '^-!').toBe('-1')
    expectSubscriptions(frame$.subscriptions).toBe('^-!')
  }),
)

test(
  'is silent while nothing comes',
  marbles(({ expectObservable }) => {
    expectObservable(sourcesOf(NEVER), '^--!').toBe('')
  }),
)

test(
  'the case of a name matters',
  marbles(({ hot, expectObservable }) => {
    expectObservable(sourcesOf(hot<Frame>('-c-a-|', frames))).toBe('---1-|')
    expectObservable(sourcesOf(hot<Frame>('-c-a-|', frames), 'call')).toBe('-4---|')
  }),
)

test(
  'our own UserEvents come back to us',
  marbles(({ hot, expectObservable }) => {
    expectObservable(sourcesOf(hot<Frame>('-l-u-|', frames))).toBe('---5-|')
  }),
)

test(
  'every subscriber hears every event',
  marbles(({ hot, expectObservable }) => {
    const { userEvent: of } = streams(hot<Frame>('-a-b-|', frames))
    const source$ = of('Call').pipe(map(({ source }) => O.getOrElse(() => 'none')(source)))

    expectObservable(source$).toBe('-1-2-|')
    expectObservable(source$, '--^').toBe('---2-|')
  }),
)

/** The names of all UserEvents. */
const namesOf = (frame$: Observable<Frame>): Observable<string> =>
  streams(frame$).userEvent$.pipe(map(({ name, source }) => `${name} ${O.getOrElse(() => '')(source)}`))

const every = suite('userEvent$')

every(
  'gives every UserEvent, typed as by name',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>('-a-o-c-|', frames)

    expectObservable(namesOf(frame$)).toBe('-a-o-c-|', { a: 'Call 1', o: 'Action 3', c: 'call 4' })
    expectSubscriptions(frame$.subscriptions).toBe('^------!')
  }),
)

every(
  'fails when the frames fail',
  marbles(({ hot, expectObservable }) => {
    expectObservable(namesOf(hot<Frame>('-a-#', frames, lost))).toBe('-a-#', { a: 'Call 1' }, lost)
  }),
)

every(
  'ends when the frames end',
  marbles(({ hot, expectObservable }) => {
    expectObservable(namesOf(hot<Frame>('--|', frames))).toBe('--|')
  }),
)

every(
  'leaves the frames when it is unsubscribed',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>('-a-o', frames)

    expectObservable(namesOf(frame$), '^-!').toBe('-a', { a: 'Call 1' })
    expectSubscriptions(frame$.subscriptions).toBe('^-!')
  }),
)

every(
  'is silent while nothing comes',
  marbles(({ expectObservable }) => {
    expectObservable(namesOf(NEVER), '^--!').toBe('')
  }),
)

every.run()

test.run()
