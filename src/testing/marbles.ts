/** Marble tests with frames, in virtual time, for any test runner. */
import { deepStrictEqual } from 'node:assert/strict'
import { type RunHelpers, TestScheduler } from 'rxjs/testing'

/** End of virtual time: a stream that never ends fails its test and does not block the test run. */
const HOUR = 3_600_000

/**
 * Wraps a test body so that it runs in virtual time: one dash is one millisecond, a letter is a value of `values`, such as a frame.
 *
 * The body gets rxjs's own `hot`, `cold`, `expectObservable`, `expectSubscriptions` and `time`. A difference throws an AssertionError of
 * `node:assert`. All of rx-asterisk runs in virtual time, also `connect` with the `transport` of a simulated Asterisk. Promises and
 * sockets do not.
 *
 * @example
 * import { streams } from 'rx-asterisk'
 * import { frames, marbles } from 'rx-asterisk/testing'
 *
 * const test = marbles(({ hot, expectObservable }) => {
 *   const frame$ = hot('--n----h--', { n: frames.newchannel('PJSIP/2222-00000001'), h: frames.hangup('PJSIP/2222-00000001') })
 *   expectObservable(streams(frame$).device('2222')).toBe('f-t----f--', { f: false, t: true })
 * })
 * test() // or give it to your runner: test('a call makes the phone busy', marbles(…))
 */
export const marbles = (body: (helpers: RunHelpers) => void) => (): void => {
  const scheduler = new TestScheduler((actual: unknown, expected: unknown) => {
    compare(readable(actual), readable(expected))
  })
  scheduler.run((helpers) => {
    scheduler.maxFrames = HOUR
    body(helpers)
  })
}

/** Fails like `deepStrictEqual`, but events in its message are their headers, and not the whole text of a frame. */
const compare = (actual: unknown, expected: unknown): void => {
  try {
    deepStrictEqual(actual, expected)
  } catch (error) {
    deepStrictEqual(printed(actual), printed(expected))
    // two events that print alike: only the long message has the difference
    throw error
  }
}

const isPrintable = (value: unknown): value is { readonly toJSON: () => unknown } =>
  typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function'

const printed = (logs: unknown): unknown =>
  Array.isArray(logs)
    ? logs.map((log: unknown) =>
        typeof log === 'object' && log !== null && 'next' in log && isPrintable(log.next)
          ? { ...log, next: log.next.toJSON() }
          : log,
      )
    : logs

interface Logged {
  readonly frame: number
  readonly notification: { readonly kind: string; readonly value?: unknown; readonly error?: unknown }
}

const isLogged = (log: unknown): log is Logged => typeof log === 'object' && log !== null && 'notification' in log

/** One short line for each difference: `{ at: 3, next: value }`. Subscription logs stay as they are. */
const readable = (logs: unknown): unknown =>
  Array.isArray(logs) ? logs.map((log: unknown) => (isLogged(log) ? brief(log) : log)) : logs

const brief = ({ frame, notification: { kind, value, error } }: Logged): unknown => ({
  at: frame,
  ...(kind === 'N' ? { next: value } : kind === 'E' ? { error } : { complete: true }),
})
