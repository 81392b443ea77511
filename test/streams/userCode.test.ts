/** Programs made of streams, tested as their authors would: no socket, no real time. */
import * as O from 'fp-ts/lib/Option.js'
import { combineLatest, delay, distinctUntilChanged, filter, map, merge, type Observable, of, switchMap } from 'rxjs'
import { suite } from 'uvu'
import { type Frame, streams, type Streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'
import { digit, hangup, messageWaiting, newchannel, newstate, userEvent } from '../support/wire.js'

/** Music pauses while anyone talks, and comes back `later` after the last call. */
const music = ({ deviceState }: Streams, phones: readonly string[], later: number): Observable<'play' | 'pause'> =>
  combineLatest(phones.map((phone) => deviceState(phone))).pipe(
    map((states) => states.some(({ _tag }) => _tag === 'Talking')),
    distinctUntilChanged(),
    switchMap((talking) => (talking ? of('pause' as const) : of('play' as const).pipe(delay(later)))),
    distinctUntilChanged(),
  )

/** The light of the door: blinks while it rings, burns while somebody is there. */
const doorLight = ({ deviceState }: Streams): Observable<string> =>
  deviceState('30').pipe(
    map(({ _tag }) => (_tag === 'Ringing' ? 'blink' : _tag === 'Talking' ? 'on' : 'off')),
    distinctUntilChanged(),
  )

/** Opens the door when its caller presses #, but only while the door is in a call. */
const opener = ({ device, dtmf }: Streams): Observable<'open'> =>
  device('30').pipe(
    switchMap((busy) => (busy ? dtmf('30') : of())),
    filter(({ digit }) => digit === '#'),
    map(() => 'open' as const),
  )

/** One lamp for calls and messages together. */
const lamp = ({ device, mailbox, userEvent: event }: Streams): Observable<string> =>
  merge(
    device('2222').pipe(map((busy) => (busy ? 'red' : 'green'))),
    mailbox('2222').pipe(map(({ new: fresh }) => (fresh > 0 ? 'blue' : 'dark'))),
    event('Lamp').pipe(map(({ value }) => O.getOrElse(() => 'white')(value))),
  )

const one = 'PJSIP/2222-00000001'
const two = 'PJSIP/200-00000002'
const door = 'PJSIP/30-00000003'
const frames = {
  r: newchannel(one),
  u: newstate(one, 'Up'),
  h: hangup(one),
  R: newchannel(two),
  U: newstate(two, 'Up'),
  H: hangup(two),
  d: newchannel(door, 'Down'),
  D: newstate(door, 'Up'),
  e: hangup(door),
  5: digit(door, '5'),
  p: digit(door, '#'),
  m: messageWaiting('2222@default', { old: 0, new: 1 }),
  M: messageWaiting('2222@default', { old: 1, new: 0 }),
  l: userEvent('Lamp', { Value: 'violet' }),
  L: userEvent('Lamp'),
}

const test = suite('programs over the streams')

test(
  'music pauses while anyone talks',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' ------r--u----R-U---h----H-----------', frames)
    const expected = '          ----a----p-------------------a-------'

    expectObservable(music(streams(frame$), ['2222', '200'], 4), '^ 36ms !').toBe(expected, { a: 'play', p: 'pause' })
  }),
)

test(
  'music stays off when the next call comes soon',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' ------ru---h--RU---H-----', frames)
    const expected = '          ----a--p---------------a-'

    expectObservable(music(streams(frame$), ['2222', '200'], 4), '^ 24ms !').toBe(expected, { a: 'play', p: 'pause' })
  }),
)

test(
  'the light of the door blinks, burns and goes out',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' --d--D----e-|', frames)
    const expected = '          x-y--z----x-|'

    expectObservable(doorLight(streams(frame$))).toBe(expected, { x: 'off', y: 'blink', z: 'on' })
  }),
)

test(
  'the door opens at # only during its call',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -p-d-5-D-p-e-p-|', frames)
    const expected = '          ---------o-----|'

    expectObservable(opener(streams(frame$))).toBe(expected, { o: 'open' })
  }),
)

test(
  'one lamp shows calls, messages and what the dialplan says',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -r-m-M-h-l-L-|', frames)
    const expected = '          gr-b-d-g-v-w-|'
    const listening = '         ^------------!'

    expectObservable(lamp(streams(frame$))).toBe(expected, {
      g: 'green',
      r: 'red',
      b: 'blue',
      d: 'dark',
      v: 'violet',
      w: 'white',
    })
    expectSubscriptions(frame$.subscriptions).toBe(listening)
  }),
)

test.run()
