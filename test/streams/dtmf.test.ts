import { NEVER } from 'rxjs'
import { suite } from 'uvu'
import { AmiError, type Frame, frame, streams } from '../../src/index.js'
import { marbles } from '../support/marbles.js'
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

const test = suite('dtmf')

test(
  'gives the digits that a device pressed',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -5-p-(55)-|', frames)
    const expected = '          -5-p-(55)-|'
    const listening = '         ^---------!'

    expectObservable(streams(frame$).dtmf('30')).toBe(expected, { 5: '5', p: '#' })
    expectSubscriptions(frame$.subscriptions).toBe(listening)
  }),
)

test(
  'fails when the frames fail',
  marbles(({ hot, expectObservable }) => {
    expectObservable(streams(hot<Frame>('-5-#', frames, lost)).dtmf('30')).toBe('-5-#', undefined, lost)
  }),
)

test(
  'ends when the frames end',
  marbles(({ hot, expectObservable }) => {
    expectObservable(streams(hot<Frame>('--|', frames)).dtmf('30')).toBe('--|')
  }),
)

test(
  'leaves the frames when it is left',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>('-5-5', frames)

    expectObservable(streams(frame$).dtmf('30'), '^-!').toBe('-5')
    expectSubscriptions(frame$.subscriptions).toBe('^-!')
  }),
)

test(
  'is silent while nothing comes',
  marbles(({ expectObservable }) => {
    expectObservable(streams(NEVER).dtmf('30'), '^--!').toBe('')
  }),
)

test(
  'other devices, digits sent to the device, and the beginning of a press do not count',
  marbles(({ hot, expectObservable }) => {
    expectObservable(streams(hot<Frame>('-osb5-|', frames)).dtmf('30')).toBe('----5-|')
  }),
)

test(
  'a technology narrows it, in any case',
  marbles(({ hot, expectObservable }) => {
    const { dtmf } = streams(hot<Frame>('-5-|', frames))

    expectObservable(dtmf('pjsip/30')).toBe('-5-|')
    expectObservable(dtmf('SIP/30')).toBe('---|')
  }),
)

test.run()
