import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inTurn } from '../../src/rx/inTurn.js'

interface Step {
  readonly name: string
  readonly causes: readonly Step[]
}

const leaf = (name: string): Step => ({ name, causes: [] })

const test = suite('inTurn')

test('a value that comes while another is taken waits for its turn', () => {
  const log: string[] = []
  const take = inTurn<Step>(({ name, causes }) => {
    log.push(`${name} begins`)
    causes.forEach(take)
    log.push(`${name} ends`)
  })
  take({ name: 'a', causes: [leaf('b'), leaf('c')] })
  assert.equal(log, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('a value that throws does not stop later ones', () => {
  const log: string[] = []
  const take = inTurn<Step>(({ name }) => {
    if (name === 'a') throw new Error('no')
    log.push(name)
  })
  assert.throws(() => {
    take(leaf('a'))
  }, 'no')
  take(leaf('b'))
  assert.equal(log, ['b'])
})

test.run()
