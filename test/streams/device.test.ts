import { NEVER } from 'rxjs'
import { suite } from 'uvu'
import { AmiError, type Frame, frame, streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'
import { eventOf, hangup, newchannel, newstate, userEvent } from '../support/wire.js'

const phone = 'PJSIP/2222-00000001'
const values = { f: false, t: true }
const calls = {
  n: newchannel(phone),
  u: newstate(phone, 'Up'),
  h: hangup(phone),
  N: newchannel('PJSIP/2222-00000002'),
  H: hangup('PJSIP/2222-00000002'),
  o: newchannel('PJSIP/200-00000003'),
  p: hangup('PJSIP/200-00000003'),
}

const test = suite('device')

test(
  'is busy from the first channel to its end',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' --n-u-h-|', calls)
    const expected = '          f-t---f-|'
    const listening = '         ^-------!'

    expectObservable(streams(frame$).device('2222')).toBe(expected, values)
    expectSubscriptions(frame$.subscriptions).toBe(listening)
  }),
)

test(
  'fails when the frames fail',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const refused = new AmiError({ _tag: 'LoginRefused', message: 'Authentication failed' })
    const frame$ = hot<Frame>(' --n-#', calls, refused)
    const expected = '          f-t-#'
    const listening = '         ^---!'

    expectObservable(streams(frame$).device('2222')).toBe(expected, values, refused)
    expectSubscriptions(frame$.subscriptions).toBe(listening)
  }),
)

test(
  'ends when the frames end',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' --n-|', calls)
    const expected = '          f-t-|'

    expectObservable(streams(frame$).device('2222')).toBe(expected, values)
  }),
)

test(
  'leaves the frames when it is left',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' --n-h-', calls)
    const leaving = '           ^--!'
    const expected = '          f-t-'

    expectObservable(streams(frame$).device('2222'), leaving).toBe(expected, values)
    expectSubscriptions(frame$.subscriptions).toBe(leaving)
  }),
)

test(
  'is idle while nothing comes',
  marbles(({ expectObservable }) => {
    expectObservable(streams(NEVER).device('2222'), '^-----!').toBe('f', values)
  }),
)

test(
  'opens nothing before it is subscribed',
  marbles(({ hot, expectSubscriptions }) => {
    const frame$ = hot<Frame>('--n-h-', calls)
    streams(frame$).device('2222')

    expectSubscriptions(frame$.subscriptions).toBe([])
  }),
)

test(
  'stays busy until the last of two calls ends',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -n-N-h-H-', calls)
    const expected = '          ft-----f-'

    expectObservable(streams(frame$).device('2222'), '^--------!').toBe(expected, values)
  }),
)

test(
  'is not touched by other devices',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -o-n-p-h', calls)
    const expected = '          f--t---f'

    expectObservable(streams(frame$).device('2222'), '^--------!').toBe(expected, values)
  }),
)

test(
  'is not touched by look-alikes',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>('-abcdefg', {
      a: newchannel('PJSIP/22222-00000001'),
      b: newchannel('PJSIP/222-00000001'),
      c: newchannel('Local/2222@x-00000001;1'),
      d: newchannel('PJSIP/2222-desk-00000001'),
      e: newchannel('Surrogate/SIP/2222-1'),
      f: newchannel('Message/ast_msg_queue'),
      g: userEvent('Call', { Channel: phone, Uniqueid: '9' }),
    })

    expectObservable(streams(frame$).device('2222'), '^-------!').toBe('f', values)
  }),
)

test(
  'a Hangup that comes twice, or of an unknown channel, changes nothing',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -h-n-h-h-', calls)
    const expected = '          f--t-f---'

    expectObservable(streams(frame$).device('2222'), '^--------!').toBe(expected, values)
  }),
)

test(
  'a missed Newchannel is healed by the next event of the channel',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' --u-h', calls)
    const expected = '          f-t-f'

    expectObservable(streams(frame$).device('2222'), '^----!').toBe(expected, values)
  }),
)

test(
  'a renamed channel leaves the device it was of and joins the other',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -n-r-h-', {
      ...calls,
      r: frame('Event: Rename', `Channel: ${phone}`, 'Newname: PJSIP/200-00000009', `Uniqueid: ${phone}`),
      h: hangup('PJSIP/200-00000009', 16, { uniqueid: phone }),
    })
    const phones = streams(frame$)
    const before = '            ft-f----'
    const after = '             f--t-f--'

    expectObservable(phones.device('2222'), '^------!').toBe(before, values)
    expectObservable(phones.device('200'), '^------!').toBe(after, values)
  }),
)

test(
  'a channel renamed to a zombie keeps its device busy until it ends',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -n-r-h-', {
      ...calls,
      r: frame('Event: Rename', `Channel: ${phone}`, `Newname: ${phone}<ZOMBIE>`, `Uniqueid: ${phone}`),
    })
    const expected = '          ft---f--'

    expectObservable(streams(frame$).device('2222'), '^------!').toBe(expected, values)
  }),
)

test(
  'a technology narrows it, in any case; SIP is not PJSIP',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -n-h-', calls)
    const phones = streams(frame$)

    expectObservable(phones.device('PJSIP/2222'), '^----!').toBe('ft-f', values)
    expectObservable(phones.device('pjsip/2222'), '^----!').toBe('ft-f', values)
    expectObservable(phones.device('SIP/2222'), '^----!').toBe('f', values)
  }),
)

test(
  'who comes later gets the current value first',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -n---h-', calls)
    const listening = '         ^------!'
    const phones = streams(frame$)

    expectObservable(phones.device('2222'), listening).toBe('ft---f', values)
    expectObservable(phones.device('2222'), '---^---!').toBe('---t-f', values)
    expectSubscriptions(frame$.subscriptions).toBe(listening)
  }),
)

test(
  'who comes back after all had left starts afresh',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -n-----h-', calls)
    const phones = streams(frame$)

    expectObservable(phones.device('2222'), '^--!').toBe('ft', values)
    expectObservable(phones.device('2222'), '-----^--!').toBe('-----f', values)
    expectSubscriptions(frame$.subscriptions).toBe(['^--!', '-----^--!'])
  }),
)

test(
  'after an error a new subscriber begins a new run',
  marbles(({ cold, expectObservable }) => {
    const lost = new AmiError({ _tag: 'LoginRefused', message: 'x' })
    const phones = streams(cold<Frame>('-n-#', calls, lost))

    expectObservable(phones.device('2222')).toBe('ft-#', values, lost)
    expectObservable(phones.device('2222'), '-----^').toBe('-----ft-#', values, lost)
  }),
)

for (const event of ['Newstate', 'NewCallerid', 'NewConnectedLine', 'BridgeEnter', 'BridgeLeave', 'Hold', 'Unhold']) {
  test(
    `${event} shows a channel alive`,
    marbles(({ hot, expectObservable }) => {
      const frame$ = hot<Frame>('-e', { e: eventOf(event, phone) })

      expectObservable(streams(frame$).device('2222'), '^-!').toBe('ft', values)
    }),
  )
}

for (const event of ['OriginateResponse', 'UserEvent', 'Cdr', 'DialEnd', 'Newexten', 'VarSet']) {
  test(
    `${event} is no proof of life`,
    marbles(({ hot, expectObservable }) => {
      const frame$ = hot<Frame>('-e', { e: eventOf(event, phone) })

      expectObservable(streams(frame$).device('2222'), '^-!').toBe('f', values)
    }),
  )
}

test.run()
