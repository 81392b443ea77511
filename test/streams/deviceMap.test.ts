import * as O from 'fp-ts/lib/Option.js'
import { map, NEVER, type Observable } from 'rxjs'
import { suite } from 'uvu'
import { AmiError, type DeviceState, frame, type Frame, streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'
import { hangup, listEnds, listItem, listRefused, listStarts, login, newchannel, newstate } from '../support/wire.js'

const desk = 'PJSIP/2222-00000001'
const door = 'SIP/door-00000002'
const lost = new AmiError({ _tag: 'LoginRefused', message: 'x' })
const statesId = 'ActionID: rx-3-snapshot-devices'
const state = (device: string, word: string): Frame =>
  frame('Event: DeviceStateChange', statesId, `Device: ${device}`, `State: ${word}`)

const frames = {
  n: newchannel(desk),
  u: newstate(desk, 'Up'),
  h: hangup(desk),
  d: newchannel(door),
  l: login(),
  s: listStarts(),
  i: listItem(desk),
  e: listEnds(),
  r: listRefused(),
  S: frame('Response: Success', statesId, 'EventList: start'),
  P: state('PJSIP/2222', 'INUSE'),
  Q: state('PJSIP/200', 'NOT_INUSE'),
  L: state('Local/200@door', 'NOT_INUSE'),
  C: state('Custom:lamp', 'INUSE'),
  E: frame('Event: DeviceStateListComplete', statesId, 'EventList: Complete'),
}

/** `2222 Talking` … , sorted. */
const brief = (all: ReadonlyMap<string, DeviceState>): string =>
  [...all]
    .map(([name, { _tag }]) => `${name} ${_tag}`)
    .sort()
    .join(', ')

const devicesOf = (frame$: Observable<Frame>, start: 'empty' | 'snapshot' = 'empty'): Observable<string> =>
  streams(frame$, { start }).device$.pipe(map(brief))

const test = suite('device$')

test(
  'has each device with a channel, by name without technology, at each change of one',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -n-u-d-h-|', frames)

    expectObservable(devicesOf(frame$)).toBe('0n-u-d-h-|', {
      0: '',
      n: '2222 Ringing',
      u: '2222 Talking',
      d: '2222 Talking, door Ringing',
      h: 'door Ringing',
    })
    expectSubscriptions(frame$.subscriptions).toBe('^--------!')
  }),
)

test(
  'fails when the frames fail',
  marbles(({ hot, expectObservable }) => {
    expectObservable(devicesOf(hot<Frame>('-n-#', frames, lost))).toBe('0n-#', { 0: '', n: '2222 Ringing' }, lost)
  }),
)

test(
  'is silent and ends where nothing is known before the frames end',
  marbles(({ hot, expectObservable }) => {
    expectObservable(devicesOf(hot<Frame>('-ln-|', frames), 'snapshot')).toBe('----|')
  }),
)

test(
  'leaves the frames when it is unsubscribed',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>('-n-u', frames)

    expectObservable(devicesOf(frame$), '^-!').toBe('0n', { 0: '', n: '2222 Ringing' })
    expectSubscriptions(frame$.subscriptions).toBe('^-!')
  }),
)

test(
  'emits what is known while nothing comes',
  marbles(({ expectObservable }) => {
    expectObservable(devicesOf(NEVER), '^--!').toBe('0', { 0: '' })
  }),
)

test(
  'is silent on a link until the list of channels came',
  marbles(({ hot, expectObservable }) => {
    expectObservable(devicesOf(hot<Frame>('-lnsie|', frames), 'snapshot')).toBe('-----x|', { x: '2222 Talking' })
  }),
)

test(
  'has the idle phones too once Asterisk listed its devices, and no other device',
  marbles(({ hot, expectObservable }) => {
    expectObservable(devicesOf(hot<Frame>('-lsieSPQLCEh|', frames), 'snapshot')).toBe('----x-----yz|', {
      x: '2222 Talking',
      y: '200 Idle, 2222 Talking',
      z: '200 Idle, 2222 Idle',
    })
  }),
)

test(
  'a list of devices proves no device idle whose calls are unknown',
  marbles(({ hot, expectObservable }) => {
    const all = { ...frames, t: listItem('PJSIP/2222-00000002') }
    const frame$ = hot<Frame>('-lsielhSPEste|', all)
    const { device, device$ } = streams(frame$, { start: 'snapshot' })

    expectObservable(device('2222')).toBe('----t--------|', { t: true })
    expectObservable(device$.pipe(map(brief))).toBe('----x-------x|', { x: '2222 Talking' })
  }),
)

test(
  'has what events show where the list of channels is refused',
  marbles(({ hot, expectObservable }) => {
    expectObservable(devicesOf(hot<Frame>('-lsrn|', frames), 'snapshot')).toBe('---0x|', { 0: '', x: '2222 Ringing' })
  }),
)

test(
  'the peer of a device is number and name',
  marbles(({ hot, expectObservable }) => {
    const up = newstate(desk, 'Up', { connectedLineNum: '30' })
    const named = frame(up.text.replace('ConnectedLineName: <unknown>', 'ConnectedLineName: Door'))
    const peer$ = streams(hot<Frame>('-u-|', { u: named }))
      .deviceState('2222')
      .pipe(map(({ peer }) => peer))

    expectObservable(peer$).toBe('0u-|', { 0: O.none, u: O.some({ number: O.some('30'), name: O.some('Door') }) })
  }),
)

test.run()
