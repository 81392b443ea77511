/** The standby: the frames that may still be needed, and the place at which another gateway's log ends. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Standby } from '../../src/nats/standby.js'
import { subjectsOf } from '../../src/nats/subject.js'

const subject = subjectsOf('berlin').state('Hangup')
const frame = (n: number, length = 0) => ({
  subject,
  text: `Event: Hangup\r\nTimestamp: ${n}\r\n${'x'.repeat(length)}`,
})

/** A standby of that many frames, numbered from 1. */
const holding = (count: number, length = 0): Standby => {
  const standby = new Standby(10_000, () => 0)
  for (let n = 1; n <= count; n += 1) standby.add(frame(n, length))
  return standby
}

const numbers = (found: O.Option<readonly { readonly text: string }[]>): readonly number[] | undefined =>
  O.toUndefined(found)?.map(({ text }) => Number(text.split('Timestamp: ')[1]))

const test = suite('standby')

test('the frames after the newest one of the log are found, also where they begin in an older stretch', () => {
  assert.equal(numbers(holding(600).after(frame(597))), [598, 599, 600])
  assert.is(numbers(holding(600).after(frame(100)))?.length, 500)
  assert.equal(numbers(holding(600).after(frame(600))), [])
})

test('a frame that is not here, or is here twice, shows no place', () => {
  const standby = holding(3)
  standby.add(frame(2))
  assert.ok(O.isNone(standby.after(frame(4))))
  assert.ok(O.isNone(standby.after(frame(2))))
})

test('a frame without a time shows no place, although it is here', () => {
  const standby = holding(3)
  const untimed = { subject, text: 'Event: Hangup\r\nCause: 16' }
  standby.add(untimed)
  assert.ok(O.isNone(standby.after(untimed)))
})

test('stretches before a stored frame go; the stored frame and all after it stay', () => {
  const standby = holding(1000)
  standby.stored(frame(900))
  assert.ok(standby.all().length < 400, String(standby.all().length))
  assert.is(numbers(standby.after(frame(900)))?.length, 100)
})

test('a stored frame that is not here changes nothing', () => {
  const standby = holding(1000)
  standby.stored(frame(1001))
  assert.is(standby.all().length, 1000)
})

test('16 MB of frames are kept, and those that went are not counted', () => {
  const length = 60_000
  const standby = holding(200, length)
  standby.stored(frame(200, length))
  for (let n = 201; n <= 400; n += 1) standby.add(frame(n, length))
  assert.is(numbers(standby.after(frame(200, length)))?.length, 200)
  for (let n = 401; n <= 800; n += 1) standby.add(frame(n, length))
  assert.is(standby.all().length, Math.floor(16_777_216 / frame(800, length).text.length) + 1)
})

test('256 frames stay, however old', () => {
  let now = 0
  const standby = new Standby(10_000, () => now)
  const fill = (first: number, last: number): void => {
    for (let n = first; n <= last; n += 1) {
      now += 60_000
      standby.add(frame(n, 30_000))
    }
  }
  fill(1, 500)
  assert.ok(standby.all().length >= 256 && standby.all().length <= 260, String(standby.all().length))
  standby.stored(frame(500, 30_000))
  fill(501, 760)
  assert.ok(standby.all().length >= 256 && standby.all().length <= 260, String(standby.all().length))
})

test.run()
