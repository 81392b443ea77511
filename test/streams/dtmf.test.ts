import { map, NEVER, type Observable } from 'rxjs'
import { suite } from 'uvu'
import { AmiError, type Frame, frame, streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'
import { digit } from '../support/wire.js'

const phone = 'PJSIP/30-00000001'
const lost = new AmiError({ _tag: 'LoginRefused', message: 'x' })
const frames = {
  5: digit(phone, '5'),
  p: digit(phone, '#'),
  o: digit('PJSIP/31-00000002', '7'),
  s: frame('Event: DTMFEnd', `Channel: ${phone}`, 'Uniqueid: 1', 'Digit: 9', 'Direction: Sent'),
  b: frame('Event: DTMFBegin', `Channel: ${phone}`, 'Uniqueid: 1', 'Digit: 5', 'Direction: Received'),
}

/** The digits alone. */
const digits = (frame$: Observable<Frame>, device = '30'): Observable<string> =>
  streams(frame$)
    .dtmf(device)
    .pipe(map(({ digit }) => digit))

const test = suite('dtmf')

test(
  'gives the digits that a device pressed',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -5-p-(55)-|', frames)
    const expected = '          -5-p-(55)-|'
    const listening = '         ^---------!'

    expectObservable(digits(frame$)).toBe(expected, { 5: '5', p: '#' })
    expectSubscriptions(frame$.subscriptions).toBe(listening)
  }),
)

test(
  'fails when the frames fail',
  marbles(({ hot, expectObservable }) => {
    expectObservable(digits(hot<Frame>('-5-#', frames, lost))).toBe('-5-#', undefined, lost)
  }),
)

test(
  'ends when the frames end',
  marbles(({ hot, expectObservable }) => {
    expectObservable(digits(hot<Frame>('--|', frames))).toBe('--|')
  }),
)

test(
  'leaves the frames when it is left',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>('-5-5', frames)

    expectObservable(digits(frame$), '^-!').toBe('-5')
    expectSubscriptions(frame$.subscriptions).toBe('^-!')
  }),
)

test(
  'is silent while nothing comes',
  marbles(({ expectObservable }) => {
    expectObservable(digits(NEVER), '^--!').toBe('')
  }),
)

test(
  'other devices, digits sent to the device, and the beginning of a press do not count',
  marbles(({ hot, expectObservable }) => {
    expectObservable(digits(hot<Frame>('-osb5-|', frames))).toBe('----5-|')
  }),
)

test(
  'a technology narrows it, in any case',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>('-5-|', frames)

    expectObservable(digits(frame$, 'pjsip/30')).toBe('-5-|')
    expectObservable(digits(frame$, 'SIP/30')).toBe('---|')
  }),
)

test(
  'a digit names the channel of its call, so that another call of that phone is told apart',
  marbles(({ hot, expectObservable }) => {
    const pressed = { digit: '5', channel: phone, uniqueid: frames[5].get('Uniqueid') }

    expectObservable(streams(hot<Frame>('-5-|', frames)).dtmf('30')).toBe('-p-|', { p: pressed })
  }),
)

test.run()
