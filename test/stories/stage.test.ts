/** A story whose checks do not run must fail. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { At } from '../support/peer.js'
import { staged } from './stage.js'

const test = suite('stage of the stories')

const DAY = 86_400_000
const wrong = (): void => {
  throw new Error('the check ran')
}

test('runs the steps of a story, also those after the client was closed', () => {
  const ran: number[] = []
  staged(({ at }) => {
    for (const ms of [DAY, 5, 5]) at(ms, () => ran.push(ms))
  })
  assert.equal(ran, [5, 5, DAY])
})

test('fails a story whose check fails', () => {
  assert.throws(() => {
    staged(({ at }) => {
      at(5, wrong)
    })
  }, 'the check ran')
})

test('fails a story with a step that never runs', () => {
  assert.throws(() => {
    staged(({ at }) => {
      at(Number.NaN, wrong)
    })
  }, 'steps never ran: NaN ms')
})

test('refuses a step that comes after the end of the story', () => {
  const kept: At[] = []
  staged(({ at }) => {
    kept.push(at)
  })
  assert.throws(() => {
    for (const at of kept) at(DAY, wrong)
  }, 'after the end of the story')
})

test.run()
