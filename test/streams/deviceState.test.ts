import * as O from 'fp-ts/lib/Option.js'
import { map, NEVER, type Observable } from 'rxjs'
import { suite } from 'uvu'
import { AmiError, type DeviceState, type Frame, streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'
import {
  and,
  eventOf,
  hangup,
  listEnds,
  listItem,
  listRefused,
  listStarts,
  login,
  newchannel,
  newstate,
} from '../support/wire.js'

const phone = 'PJSIP/2222-00000001'
const second = 'PJSIP/2222-00000002'
const from200 = { connectedLineNum: '200' }

const peerOf = (peer: DeviceState['peer']): string => (O.isSome(peer) ? (O.toNullable(peer.value.number) ?? '-') : '-')

/** One line a state: state, direction, peer, since, number of channels. */
const brief = ({ _tag, direction, peer, since, channels }: DeviceState): string =>
  [_tag, O.toNullable(direction) ?? '-', peerOf(peer), O.toNullable(since) ?? '-', channels.length].join(' ')
const stateOf = (frame$: Observable<Frame>, device = '2222'): Observable<string> =>
  streams(frame$).deviceState(device).pipe(map(brief))

const frames = {
  d: newchannel(phone),
  r: newstate(phone, 'Ringing', from200),
  u: newstate(phone, 'Up', from200),
  c: newchannel(phone, 'Ring'),
  o: eventOf('Hold', phone, from200),
  O: eventOf('Unhold', phone, from200),
  l: eventOf('BridgeLeave', phone, from200),
  h: hangup(phone),
  R: newstate(second, 'Ringing', { connectedLineNum: '30' }),
  D: newchannel('PJSIP/2222-00000003', 'Ring', { connectedLineNum: '40' }),
  U: newstate(second, 'Up', { connectedLineNum: '30' }),
  H: hangup(second),
}

const test = suite('deviceState')

test(
  'a call that comes in rings, is talked and ends',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -d-r---u-----h-|', frames)
    const expected = '          ab-c---d-----e-|'
    const listening = '         ^--------------!'

    expectObservable(stateOf(frame$)).toBe(expected, {
      a: 'Idle - - - 0',
      b: 'Ringing incoming - 1 1',
      c: 'Ringing incoming 200 3 1',
      d: 'Talking incoming 200 7 1',
      e: 'Idle - - 13 0',
    })
    expectSubscriptions(frame$.subscriptions).toBe(listening)
  }),
)

test(
  'a call that it places is dialing, talked and ends',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -c---u--h-|', frames)
    const expected = '          ab---d--e-|'

    expectObservable(stateOf(frame$)).toBe(expected, {
      a: 'Idle - - - 0',
      b: 'Dialing outgoing - 1 1',
      d: 'Talking outgoing 200 5 1',
      e: 'Idle - - 8 0',
    })
  }),
)

test(
  'fails when the frames fail',
  marbles(({ hot, expectObservable }) => {
    const lost = new AmiError({ _tag: 'LoginRefused', message: 'x' })
    expectObservable(stateOf(hot<Frame>('-#', frames, lost))).toBe('a#', { a: 'Idle - - - 0' }, lost)
  }),
)

test(
  'leaves the frames when it is left',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -d-u', frames)
    const leaving = '           ^-!'

    expectObservable(stateOf(frame$), leaving).toBe('ab', { a: 'Idle - - - 0', b: 'Ringing incoming - 1 1' })
    expectSubscriptions(frame$.subscriptions).toBe(leaving)
  }),
)

test(
  'is idle while nothing comes',
  marbles(({ expectObservable }) => {
    expectObservable(stateOf(NEVER), '^---!').toBe('a', { a: 'Idle - - - 0' })
  }),
)

test(
  'putting the other on hold and back is seen, since when the call was answered',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -u--o--O-', frames)
    const expected = '          ab--c--b-'

    expectObservable(stateOf(frame$), '^--------!').toBe(expected, {
      a: 'Idle - - - 0',
      b: 'Talking - 200 1 1',
      c: 'OnHold - 200 1 1',
    })
  }),
)

test(
  'leaving a bridge ends the hold',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -uo-l-', frames)
    const expected = '          abc-b-'

    expectObservable(stateOf(frame$), '^-----!').toBe(expected, {
      a: 'Idle - - - 0',
      b: 'Talking - 200 1 1',
      c: 'OnHold - 200 1 1',
    })
  }),
)

test(
  'a second call that rings does not hide that it talks',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -u--R--H-', frames)
    const expected = '          ab--c--b-'

    expectObservable(stateOf(frame$), '^--------!').toBe(expected, {
      a: 'Idle - - - 0',
      b: 'Talking - 200 1 1',
      c: 'Talking - 200 1 2',
    })
  }),
)

test(
  'what it does is the busiest of its calls: talking, dialing, ringing, on hold',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' (uo)-R---D---U', frames)
    const expected = '     (abc)R---D---U'

    expectObservable(stateOf(frame$), '^------------------!').toBe(expected, {
      a: 'Idle - - - 0',
      b: 'Talking - 200 0 1',
      c: 'OnHold - 200 0 1',
      R: 'Ringing incoming 30 5 2',
      D: 'Dialing outgoing 40 9 3',
      U: 'Talking incoming 30 13 3',
    })
  }),
)

test(
  'the same again is no news',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -u-u-u-h-h', frames)
    const expected = '          ab-----e--'

    expectObservable(stateOf(frame$), '^---------!').toBe(expected, {
      a: 'Idle - - - 0',
      b: 'Talking - 200 1 1',
      e: 'Idle - - 7 0',
    })
  }),
)

test(
  'a call that lived before us has run for the seconds that its item tells',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>('5s (lsie)', {
      l: login(),
      s: listStarts(),
      i: and(listItem(phone, 'Up', from200), 'Application: AppDial', 'Seconds: 3'),
      e: listEnds(),
    })
    const state$ = streams(frame$, { start: 'snapshot' }).deviceState('2222').pipe(map(brief))

    expectObservable(state$, '^ 6s !').toBe('5s a', { a: 'Talking incoming 200 2000 1' })
  }),
)

test(
  'another moment of its beginning is news',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -d-r', { ...frames, r: newstate(phone, 'Ringing') })
    const expected = '          ab-c'

    expectObservable(stateOf(frame$), '^---!').toBe(expected, {
      a: 'Idle - - - 0',
      b: 'Ringing incoming - 1 1',
      c: 'Ringing incoming - 3 1',
    })
  }),
)

test(
  'a list that confirms what was seen to end is no news',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -lRd-h--LSE-', {
      ...frames,
      l: login(),
      R: listRefused(),
      L: login('ry'),
      S: listStarts('ry'),
      E: listEnds('ry'),
    })
    const state$ = streams(frame$, { start: 'snapshot' }).deviceState('2222').pipe(map(brief))

    expectObservable(state$, '^-----------!').toBe('---b-e', { b: 'Ringing incoming - 3 1', e: 'Idle - - 5 0' })
  }),
)

test(
  'who comes later gets the current state first',
  marbles(({ hot, expectObservable }) => {
    const phones = streams(hot<Frame>('-u-----', frames))
    const state$ = phones.deviceState('2222').pipe(map(brief))

    expectObservable(phones.device('2222'), '^-----!').toBe('ft', { f: false, t: true })
    expectObservable(state$, '---^--!').toBe('---b', { b: 'Talking - 200 1 1' })
  }),
)

test.run()
