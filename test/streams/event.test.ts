import { map, NEVER, type Observable, of } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError, type Event, type Frame, frame, streams, type Streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'
import { and, hangup, listEnds, listItem, listStarts, login, newchannel, userEvent } from '../support/wire.js'

const phone = 'PJSIP/2222-00000001'
const lost = new AmiError({ _tag: 'LoginRefused', message: 'x' })
const frames = {
  n: newchannel(phone),
  h: hangup(phone),
  c: frame('Event: Cdr', 'Source: 1'),
  l: login(),
  s: listStarts(),
  i: listItem(phone),
  e: listEnds(),
  p: frame('Response: Success', 'ActionID: rx-9', 'Ping: Pong'),
  // the item of a list of ours, and of another session's
  q: frame('Event: QueueMember', 'ActionID: rx-12', 'Queue: door'),
  Q: frame('Event: QueueMember', 'ActionID: other-12', 'Queue: door'),
  o: frame('Event: OriginateResponse', 'ActionID: rx-13', 'Response: Success'),
  O: frame('Event: OriginateResponse', 'ActionID: other-13', 'Response: Failure'),
  u: and(userEvent('Call'), 'ActionID: rx-14'),
  t: frame('default has 0 calls (max unlimited)', 'No Members'),
}
const names = { n: 'Newchannel', h: 'Hangup', c: 'Cdr', Q: 'QueueMember', o: 'OriginateResponse', u: 'UserEvent' }
const nameOf = ({ name }: Event): string => name

const members: readonly (readonly [string, (derived: Streams) => Observable<Event>])[] = [
  ['event$', ({ event$ }) => event$],
  ["event('Hangup', 'Newchannel')", ({ event }) => event('Hangup', 'Newchannel')],
]

for (const [member, pick] of members) {
  const test = suite(member)
  const namesIn = (frame$: Observable<Frame>): Observable<string> => pick(streams(frame$)).pipe(map(nameOf))

  test(
    'gives events in wire order',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const frame$ = hot<Frame>(' -n--(hnh)-|', frames)
      const expected = '          -n--(hnh)-|'
      const listening = '         ^---------!'

      expectObservable(namesIn(frame$)).toBe(expected, names)
      expectSubscriptions(frame$.subscriptions).toBe(listening)
    }),
  )

  test(
    'fails when the frames fail',
    marbles(({ hot, expectObservable }) => {
      expectObservable(namesIn(hot<Frame>('-n-#', frames, lost))).toBe('-n-#', names, lost)
    }),
  )

  test(
    'ends when the frames end',
    marbles(({ hot, expectObservable }) => {
      expectObservable(namesIn(hot<Frame>('---|', frames))).toBe('---|')
    }),
  )

  test(
    'leaves the frames when it is left',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const frame$ = hot<Frame>('-n-h', frames)

      expectObservable(namesIn(frame$), '^-!').toBe('-n', names)
      expectSubscriptions(frame$.subscriptions).toBe('^-!')
    }),
  )

  test(
    'is silent while nothing comes',
    marbles(({ expectObservable }) => {
      expectObservable(namesIn(NEVER), '^--!').toBe('')
    }),
  )

  test(
    'two subscribers share the frames',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const frame$ = hot<Frame>('-n---h-', frames)
      const shared$ = pick(streams(frame$)).pipe(map(nameOf))

      expectObservable(shared$, '^--!').toBe('-n', names)
      expectObservable(shared$, '--^----!').toBe('-----h', names)
      expectSubscriptions(frame$.subscriptions).toBe('^------!')
    }),
  )

  test.run()
}

const test = suite('what is an event')

test(
  'answers and text without headers are none',
  marbles(({ hot, expectObservable }) => {
    expectObservable(streams(hot<Frame>('-lpt-n', frames)).event$.pipe(map(nameOf)), '^-----!').toBe('-----n', names)
  }),
)

test(
  'items of our own lists are none, also by name',
  marbles(({ hot, expectObservable }) => {
    const { event$, event } = streams(hot<Frame>('-lsieq-n', frames))

    expectObservable(event$.pipe(map(nameOf)), '^-------!').toBe('-------n', names)
    expectObservable(event('Status', 'StatusComplete', 'QueueMember').pipe(map(nameOf)), '^-------!').toBe('')
  }),
)

test(
  'what carries another session’s ActionID is one',
  marbles(({ hot, expectObservable }) => {
    expectObservable(streams(hot<Frame>('-lQ', frames)).event$.pipe(map(nameOf)), '^--!').toBe('--Q', names)
  }),
)

test(
  'OriginateResponse and UserEvent are, ours too',
  marbles(({ hot, expectObservable }) => {
    const { event$ } = streams(hot<Frame>('-lo-u', frames))

    expectObservable(event$.pipe(map(nameOf)), '^----!').toBe('--o-u', names)
  }),
)

test(
  'a UserEvent that forges the mark of our list is one, and changes no channel',
  marbles(({ hot, expectObservable }) => {
    const forged = and(userEvent('Call', { Uniqueid: phone, Channel: phone }), 'ActionID: rx-2-snapshot')
    const { event$, device } = streams(hot<Frame>('-lsue', { ...frames, u: forged }))

    expectObservable(event$.pipe(map(nameOf)), '^----!').toBe('---u', names)
    expectObservable(device('2222'), '^----!').toBe('f', { f: false })
  }),
)

test(
  'a prefix that ours begins is another session’s',
  marbles(({ hot, expectObservable }) => {
    const { event$ } = streams(
      hot<Frame>('-lq', { ...frames, q: frame('Event: QueueMember', 'ActionID: rxx-12', 'Queue: door') }),
    )

    expectObservable(event$.pipe(map(nameOf)), '^--!').toBe('--q', { q: 'QueueMember' })
  }),
)

test(
  'after a new login only the new prefix is ours',
  marbles(({ hot, expectObservable }) => {
    const { event$ } = streams(hot<Frame>('-lqLq', { ...frames, L: login('ry') }))

    expectObservable(event$.pipe(map(nameOf)), '^----!').toBe('----q', { q: 'QueueMember' })
  }),
)

test(
  'a refused login begins no link',
  marbles(({ hot, expectObservable }) => {
    const refused = frame('Response: Error', 'ActionID: ry-1-login', 'Message: Authentication failed')
    const { event$ } = streams(hot<Frame>('-lxq', { ...frames, x: refused }))

    expectObservable(event$.pipe(map(nameOf)), '^---!').toBe('')
  }),
)

test(
  'a name given twice gives each event once',
  marbles(({ hot, expectObservable }) => {
    const { event } = streams(hot<Frame>('-h', frames))

    expectObservable(event('Hangup', 'Hangup').pipe(map(nameOf)), '^--!').toBe('-h', names)
  }),
)

test('an event carries its frame and its origin', () => {
  const events: Event[] = []
  const listen = (event: Event): void => void events.push(event)
  streams(of(frames.h)).event$.subscribe(listen)
  streams(of(frames.h), { origin: 'home' }).event('Hangup').subscribe(listen)
  assert.equal(
    events.map(({ name, frame, origin }) => ({ name, frame, origin })),
    [
      { name: 'Hangup', frame: frames.h, origin: 'asterisk' },
      { name: 'Hangup', frame: frames.h, origin: 'home' },
    ],
  )
  assert.is(events[0]?.frame, frames.h)
})

test.run()
