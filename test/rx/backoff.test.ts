import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { delayAfter } from '../../src/rx/backoff.js'
import { client, nobody, noted, peer, statusOf, story } from '../support/peer.js'

const test = suite('back-off')

const BACKOFF = { min: 100, max: 1600 }

test('the wait doubles with each failure up to the longest', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7].map((attempt) => delayAfter(attempt, BACKOFF, 1))
  assert.equal(longest, [100, 200, 400, 800, 1600, 1600, 1600])
})

test('chance takes away up to one half', () => {
  assert.is(delayAfter(3, BACKOFF, 0), 200)
  assert.is(delayAfter(3, BACKOFF, 0.5), 300)
})

test('it is a whole number of milliseconds within its bounds, whatever the chance and the count', () => {
  const anything = fc.record({
    attempt: fc.integer({ min: 1, max: 1_000_000 }),
    min: fc.double({ min: 0.001, max: 100_000, noNaN: true }),
    more: fc.double({ min: 0, max: 1_000_000, noNaN: true }),
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  })
  fc.assert(
    fc.property(anything, ({ attempt, min, more, random }) => {
      const max = min + more
      const delay = delayAfter(attempt, { min, max }, random)
      assert.ok(Number.isInteger(delay) && delay >= 1)
      assert.ok(delay <= Math.max(1, Math.round(max)) && delay >= Math.floor(min / 2))
    }),
  )
})

test('each failure in a row waits longer, and says what is wrong and which try it was', () => {
  story((at) => {
    const asterisk = client(nobody('refused'), { backoff: BACKOFF })
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    at(5000, () => {
      const waits = statusOf(status, 'Waiting')
      assert.equal(
        waits.slice(0, 5).map(({ attempt }) => attempt),
        [1, 2, 3, 4, 5],
      )
      waits.forEach(({ attempt, delay, failure }) => {
        const whole = Math.min(1600, 100 * 2 ** (attempt - 1))
        assert.ok(delay >= whole / 2 && delay <= whole, `${delay} ms at try ${attempt}`)
        assert.is(failure._tag, 'Unreachable')
      })
      void asterisk.close()
    })
  })
})

test('the next try comes when the wait is over', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, { backoff: BACKOFF })
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    at(100, () => server.links[0]?.end())
    at(1000, () => {
      const [wait] = statusOf(status, 'Waiting')
      assert.is(server.links[1]?.openedAt, 100 + (wait?.delay ?? 0))
      void asterisk.close()
    })
  })
})

/** The tries that were counted when links lived for so long. */
const attemptsOf = (life: number): readonly number[] => {
  const server = peer()
  let attempts: readonly number[] = []
  story((at) => {
    const asterisk = client(server.transport, { backoff: { min: 1, max: 1 } })
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    const lose = (): void => {
      server.links.at(-1)?.end()
    }
    at(life, lose)
    at(2 * life + 100, lose)
    at(3 * life + 200, () => {
      attempts = statusOf(status, 'Waiting').map(({ attempt }) => attempt)
      void asterisk.close()
    })
  })
  return attempts
}

test('links that are lost soon after they were ready count as failures in a row', () => {
  assert.equal(attemptsOf(5000), [1, 2])
})

test('a link that was stable begins the count anew', () => {
  assert.equal(attemptsOf(40_000), [1, 1])
})

test('an opening that comes to nothing is given up after the timeout', () => {
  story((at) => {
    const asterisk = client(nobody('never'), { timeout: 2000 })
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    at(2001, () => {
      const failure = statusOf(status, 'Waiting')[0]?.failure
      const why = 'no answer within 2000 ms'
      assert.equal(failure, { _tag: 'Unreachable', peer: 'nobody', why, hint: { _tag: 'None' } })
      void asterisk.close()
    })
  })
})

test.run()
