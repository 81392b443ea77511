/** The happenings that a reader gets who comes back. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Ring } from '../../src/http/ring.js'
import { marbles } from '../../src/testing/index.js'

const test = suite('the ring of happenings')

const filled = (count: number, value: Readonly<Record<string, string>> = {}): Ring => {
  const ring = new Ring()
  for (let n = 0; n < count; n += 1) ring.add(value)
  return ring
}

test('gives what came after a number, and nothing after the newest', () => {
  const ring = filled(3)
  assert.is(ring.after(1)?.length, 2)
  assert.equal(ring.after(3), [])
})

test('a number of another process, or one that is gone, is told', () => {
  assert.is(filled(3).after(4), undefined)
  const full = filled(1001)
  assert.is(full.after(0), undefined)
  assert.is(full.after(1)?.length, 1000)
})

test('keeps 256 KiB', () => {
  const ring = filled(300, { text: 'x'.repeat(1024) })
  assert.is(ring.after(0), undefined)
  assert.ok((ring.after(60)?.length ?? 0) > 200)
})

test(
  'forgets after 10 minutes',
  marbles(({ cold, flush }) => {
    const ring = filled(1)
    const found: unknown[] = []
    cold('599s a 2s b').subscribe(() => found.push(ring.after(0)?.length))
    flush()
    assert.equal(found, [1, undefined])
  }),
)

test.run()
