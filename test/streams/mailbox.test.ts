import * as O from 'fp-ts/lib/Option.js'
import { map, NEVER, type Observable } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError, type Frame, frame, type MailboxCount, type Query, streams } from '../../src/index.js'
import { streamsIn } from '../../src/streams/streams.js'
import { marbles } from '../../src/testing/index.js'
import { login, messageWaiting } from '../support/wire.js'

const answer = (mailbox: string, old: number, fresh: number, urgent?: number): Frame =>
  frame(
    'Response: Success',
    'ActionID: rx-7',
    'Message: Mailbox Message Count',
    `Mailbox: ${mailbox}`,
    ...(urgent === undefined ? [] : [`UrgMessages: ${urgent}`]),
    `NewMessages: ${fresh}`,
    `OldMessages: ${old}`,
  )
/** `old/new` and, where it is known, `+urgent`. */
const brief = ({ old, new: fresh, urgent }: MailboxCount): string =>
  `${old}/${fresh}${O.isSome(urgent) ? `+${urgent.value}` : ''}`
const countsOf = (frame$: Observable<Frame>, mailbox = '2222', context?: string): Observable<string> =>
  streams(frame$).mailbox(mailbox, context).pipe(map(brief))

const frames = {
  m: messageWaiting('2222@default', { old: 3, new: 2 }),
  M: messageWaiting('2222@default', { old: 4, new: 0 }),
  o: messageWaiting('2222@office', { old: 9, new: 9 }),
  x: messageWaiting('22222@default', { old: 9, new: 9 }),
  a: answer('2222', 3, 1, 1),
  b: answer('2222@default', 1, 1),
  z: answer('2222@default', 0, 0, 0),
  e: messageWaiting('2222@default', { old: 0, new: 0 }),
  n: frame('Event: MessageWaiting', 'Mailbox: 2222@default', 'Waiting: 1'),
  l: login(),
}
const lost = new AmiError({ _tag: 'LoginRefused', message: 'x' })

const test = suite('mailbox')

test(
  'follows the announcements of its box',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -m---M-|', frames)
    const expected = '          -m---M-|'
    const listening = '         ^------!'

    expectObservable(countsOf(frame$)).toBe(expected, { m: '3/2', M: '4/0' })
    expectSubscriptions(frame$.subscriptions).toBe(listening)
  }),
)

test(
  'fails when the frames fail',
  marbles(({ hot, expectObservable }) => {
    expectObservable(countsOf(hot<Frame>('-m-#', frames, lost))).toBe('-m-#', { m: '3/2' }, lost)
  }),
)

test(
  'leaves the frames when it is left',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>('-m-M', frames)

    expectObservable(countsOf(frame$), '^-!').toBe('-m', { m: '3/2' })
    expectSubscriptions(frame$.subscriptions).toBe('^-!')
  }),
)

test(
  'what an earlier subscription heard announced does not keep a later one from believing an empty answer',
  marbles(({ hot, expectObservable }) => {
    const box$ = countsOf(hot<Frame>('-m-----z--', frames))

    expectObservable(box$, '^--!').toBe('-m', { m: '3/2' })
    expectObservable(box$, '----^----!').toBe('-------z', { z: '0/0+0' })
  }),
)

test(
  'is silent while nothing comes',
  marbles(({ expectObservable }) => {
    expectObservable(countsOf(NEVER), '^--!').toBe('')
  }),
)

test(
  'equal counts are no news',
  marbles(({ hot, expectObservable }) => {
    expectObservable(countsOf(hot<Frame>('-m-m-M-|', frames))).toBe('-m---M-|', { m: '3/2', M: '4/0' })
  }),
)

test(
  'other boxes and the same box in another context do not matter',
  marbles(({ hot, expectObservable }) => {
    expectObservable(countsOf(hot<Frame>('-o-x-m-|', frames))).toBe('-----m-|', { m: '3/2' })
  }),
)

test(
  'a context may be given apart or in the name',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>('-o-|', frames)

    expectObservable(countsOf(frame$, '2222', 'office')).toBe('-o-|', { o: '9/9' })
    expectObservable(countsOf(frame$, '2222@office')).toBe('-o-|', { o: '9/9' })
    expectObservable(countsOf(frame$, '2222@office', 'default')).toBe('-o-|', { o: '9/9' })
  }),
)

test(
  'an answer to MailboxCount tells the urgent ones too',
  marbles(({ hot, expectObservable }) => {
    expectObservable(countsOf(hot<Frame>('-a-b-|', frames))).toBe('-a-b-|', { a: '3/1+1', b: '1/1' })
  }),
)

test(
  'an announcement counts the urgent ones as new: those known are taken off',
  marbles(({ hot, expectObservable }) => {
    // 3 old, 1 new, 1 urgent are announced as 2 new: no news
    expectObservable(countsOf(hot<Frame>('-a-m-|', frames))).toBe('-a---|', { a: '3/1+1' })
  }),
)

test(
  'an announcement of fewer than the urgent ones known leaves no negative count',
  marbles(({ hot, expectObservable }) => {
    expectObservable(countsOf(hot<Frame>('-a-M-|', frames))).toBe('-a-M-|', { a: '3/1+1', M: '4/0+0' })
  }),
)

test(
  'an announcement without counts tells nothing',
  marbles(({ hot, expectObservable }) => {
    expectObservable(countsOf(hot<Frame>('-n-m-n-|', frames))).toBe('---m---|', { m: '3/2' })
  }),
)

test(
  'who comes later gets the current counts first',
  marbles(({ hot, expectObservable }) => {
    const { mailbox } = streams(hot<Frame>('-m-----', frames))

    expectObservable(mailbox('2222').pipe(map(brief)), '^-----!').toBe('-m', { m: '3/2' })
    expectObservable(mailbox('2222').pipe(map(brief)), '---^--!').toBe('---m', { m: '3/2' })
  }),
)

test(
  'counts that nobody kept up to date are forgotten',
  marbles(({ hot, expectObservable }) => {
    const { mailbox, event$ } = streams(hot<Frame>('-m-----M-', frames))

    expectObservable(event$.pipe(map(() => 0)), '^--------!').toBe('-0-----0', { 0: 0 })
    expectObservable(mailbox('2222').pipe(map(brief)), '^-!').toBe('-m', { m: '3/2' })
    expectObservable(mailbox('2222').pipe(map(brief)), '----^----!').toBe('-------M', { M: '4/0' })
  }),
)

test(
  'one of two watchers that leaves does not take the counts along',
  marbles(({ hot, expectObservable }) => {
    const { mailbox } = streams(hot<Frame>('-m-------', frames))

    expectObservable(mailbox('2222').pipe(map(brief)), '^-------!').toBe('-m', { m: '3/2' })
    expectObservable(mailbox('2222').pipe(map(brief)), '^--!').toBe('-m', { m: '3/2' })
    expectObservable(mailbox('2222').pipe(map(brief)), '-----^--!').toBe('-----m', { m: '3/2' })
  }),
)

test(
  'counts that came while nobody watched the box are not kept',
  marbles(({ hot, expectObservable }) => {
    const { mailbox, event$ } = streams(hot<Frame>('-m-----M-', frames))

    expectObservable(event$.pipe(map(() => 0)), '^--------!').toBe('-0-----0', { 0: 0 })
    expectObservable(mailbox('2222').pipe(map(brief)), '----^----!').toBe('-------M', { M: '4/0' })
  }),
)

test(
  'a second link keeps the counts, and the same again is no news',
  marbles(({ hot, expectObservable }) => {
    expectObservable(countsOf(hot<Frame>('-lb-lb-|', frames))).toBe('--b----|', { b: '1/1' })
  }),
)

test(
  'one empty count against what was known is not believed, the second is',
  marbles(({ hot, expectObservable }) => {
    const counts$ = countsOf(hot<Frame>('-lb-lz-z-|', frames))
    expectObservable(counts$).toBe('     --b----z-|', { b: '1/1', z: '0/0+0' })
  }),
)

test(
  'a count of some in between takes the doubt away',
  marbles(({ hot, expectObservable }) => {
    expectObservable(countsOf(hot<Frame>('-lb-z-b-z-|', frames))).toBe('--b-------|', { b: '1/1' })
  }),
)

test(
  'an empty count is believed at once where nothing was known, or nothing waited',
  marbles(({ hot, expectObservable }) => {
    expectObservable(countsOf(hot<Frame>('-lz-a-|', frames))).toBe('--z-a-|', { z: '0/0+0', a: '3/1+1' })
    expectObservable(countsOf(hot<Frame>('-e-z-|', frames))).toBe('-e-z-|', { e: '0/0', z: '0/0+0' })
  }),
)

test(
  'no empty count is believed against an announcement of the same link',
  marbles(({ hot, expectObservable }) => {
    const counts$ = countsOf(hot<Frame>('-lmz-z-ez-|', frames))
    expectObservable(counts$).toBe('     --m----ez-|', { m: '3/2', e: '0/0', z: '0/0+0' })
  }),
)

test(
  'an announcement of an earlier link proves nothing on this one',
  marbles(({ hot, expectObservable }) => {
    expectObservable(countsOf(hot<Frame>('-lm-lz-z-|', frames))).toBe('--m----z-|', { m: '3/2', z: '0/0+0' })
  }),
)

test(
  'other answers are no counts',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>('-p-s-|', {
      p: frame('Response: Success', 'ActionID: rx-1', 'Ping: Pong'),
      s: frame('Response: Error', 'ActionID: rx-2', 'Message: Permission denied'),
    })

    expectObservable(countsOf(frame$)).toBe('-----|')
  }),
)

test(
  'each announcement of it asks for its counts, and no other',
  marbles(({ hot, flush }) => {
    const asked: unknown[] = []
    const asker = {
      need: () => () => undefined,
      again: (_row: string, { question, key }: Query) => asked.push([question.action, key]),
    }
    const { mailbox } = streamsIn({ asker }, hot<Frame>('-m-x-m-|', frames), {}).streams
    mailbox('2222').subscribe()
    flush()
    assert.equal(asked, [
      ['MailboxCount', '2222@default'],
      ['MailboxCount', '2222@default'],
    ])
  }),
)

test.run()
