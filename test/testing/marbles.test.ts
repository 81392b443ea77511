import { map, NEVER, of, timer } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect, frame, streams } from '../../src/index.js'
import { frames, marbles, simulate } from '../../src/testing/index.js'

const test = suite('marbles')

/** The message of a marble test that fails. */
const failure = (test: () => void): string => {
  try {
    test()
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
  return 'it passed'
}

test('runs nothing before it is called', () => {
  let runs = 0
  const wrapped = marbles(() => {
    runs += 1
  })
  assert.is(runs, 0)
  wrapped()
  wrapped()
  assert.is(runs, 2)
})

test('passes where the stream is as drawn', () => {
  const passed = marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source$ = hot('-a-b-|')
    expectObservable(source$.pipe(map((letter) => letter.toUpperCase()))).toBe('-A-B-|')
    expectSubscriptions(source$.subscriptions).toBe('^----!')
  })
  assert.is(failure(passed), 'it passed')
})

for (const [difference, drawn] of [
  ['a value', '-x-b-|'],
  ['a time', '--a-b-|'],
  ['an end', '-a-b-'],
  ['an error', '-a-b-#'],
  ['a missing value', '-a---|'],
] as const) {
  test(`fails by an AssertionError where it differs by ${difference}`, () => {
    const failed = marbles(({ hot, expectObservable }) => {
      expectObservable(hot('-a-b-|')).toBe(drawn)
    })
    assert.match(failure(failed), /^AssertionError/)
  })
}

test('shows each emission with its time, in one short line', () => {
  const failed = marbles(({ hot, expectObservable }) => {
    expectObservable(hot('-a-#')).toBe('-b-|')
  })
  const shown = failure(failed)
  assert.match(shown, /at: 1/)
  assert.match(shown, /next: 'a'/)
  assert.match(shown, /error: 'error'/)
  assert.match(shown, /complete: true/)
})

test('shows an event by its headers, and not by the text of its frame', () => {
  const event$ = (cause: number) => streams(of(frames.hangup('PJSIP/2222-00000001', cause))).event('Hangup')
  const failed = marbles(({ expectObservable }) => {
    expectObservable(event$(16)).toBe('(a|)', { a: 1 })
  })
  const shown = failure(failed)
  assert.match(shown, /Cause: 16/)
  assert.not.match(shown, 'Privilege')
  assert.ok(shown.split('\n').length < 25, shown)
})

test('events that print alike and are not equal fail with the whole text', () => {
  const about = (privilege: string) =>
    streams(of(frame('Event: Hangup', `Privilege: ${privilege}`, 'Channel: PJSIP/2222-00000001'))).event('Hangup')
  let other: unknown
  about('call,all').subscribe((event) => (other = event))
  const failed = marbles(({ expectObservable }) => {
    expectObservable(about('call')).toBe('(a|)', { a: other })
  })
  assert.match(failure(failed), 'Privilege: call')
})

test('fails where a subscription is not as drawn', () => {
  const failed = marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source$ = hot('-a-b-|')
    expectObservable(source$, '^--!').toBe('-a')
    expectSubscriptions(source$.subscriptions).toBe('^----!')
  })
  assert.match(failure(failed), /^AssertionError/)
})

test('a stream without end stops after a virtual hour', () => {
  const passed = marbles(({ expectObservable }) => {
    expectObservable(NEVER).toBe('-')
    expectObservable(timer(0, 600_000).pipe(map(() => 't'))).toBe(
      `t ${Array.from({ length: 6 }, () => '599999ms t').join(' ')}`,
    )
  })
  assert.is(failure(passed), 'it passed')
})

test('drives streams of frames', () => {
  const passed = marbles(({ hot, expectObservable }) => {
    const name = 'PJSIP/2222-00000001'
    const frame$ = hot('--n----h--', { n: frames.newchannel(name), h: frames.hangup(name) })
    expectObservable(streams(frame$).device('2222')).toBe('f-t----f--', { f: false, t: true })
  })
  assert.is(failure(passed), 'it passed')
})

test('drives a whole connection to a simulated Asterisk', () => {
  const passed = marbles(({ expectObservable }) => {
    const pbx = simulate({ database: { 'dnd/office': '1' } })
    const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
    expectObservable(asterisk.dbRead('dnd/office').pipe(map((value) => value._tag))).toBe('(s|)', { s: 'Some' })
  })
  assert.is(failure(passed), 'it passed')
})

test.run()

const made = suite('frames')

made('each has the headers that streams read', () => {
  const about = { uniqueid: '1.1', linkedid: '1.0', callerIdNum: '30', connectedLineNum: '200' }
  const newchannel = frames.newchannel('PJSIP/30-1', 'Ring', about)
  assert.is(newchannel.event, 'Newchannel')
  assert.is(newchannel.exact('ChannelState'), '4')
  assert.is(newchannel.exact('ChannelStateDesc'), 'Ring')
  assert.is(newchannel.exact('Uniqueid'), '1.1')
  assert.is(newchannel.exact('Linkedid'), '1.0')
  assert.is(newchannel.exact('CallerIDNum'), '30')
  assert.is(newchannel.exact('ConnectedLineNum'), '200')
  assert.is(frames.newstate('PJSIP/30-1', 'Up').exact('ChannelState'), '6')
  assert.is(frames.hangup('PJSIP/30-1', 17).exact('Cause'), '17')
  assert.is(frames.hangup('PJSIP/30-1').exact('Uniqueid'), 'PJSIP/30-1')
  assert.is(frames.userEvent('Call', { Source: '0301' }).exact('Source'), '0301')
  assert.is(frames.messageWaiting('2222@default', { old: 3, new: 0 }).exact('Waiting'), '0')
  assert.is(frames.messageWaiting('2222@default', { old: 3, new: 1 }).exact('Waiting'), '1')
  assert.is(frames.digit('PJSIP/30-1', '#').exact('Digit'), '#')
})

made.run()
