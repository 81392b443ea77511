/** The plan of questions for watched keys: one for each key, and beyond a number of keys one about everything. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { KeyPlan } from '../../src/model/keyPlan.js'
import type { Query, Question, RowNeeds } from '../../src/model/model.js'

const test = suite('the plan of keys')

const one: Question = { name: 'one', action: 'One', headers: (key) => ({ Key: key }), form: 'response', weight: 1 }
const all: Question = { name: 'all', action: 'All', form: 'list', weight: 100 }
const extra: Question = { name: 'extra', action: 'Extra', form: 'list', optional: true, weight: 100 }

const textOf = ({ question, key }: Query): string => (key === undefined ? question.name : `${question.name} ${key}`)

/** A plan, and what is needed at the moment. */
const planOf = (about: Partial<RowNeeds>) => {
  const needed: string[] = []
  const plan = new KeyPlan({ name: 'row', members: [], questions: [one, all, extra], ...about }, (queries) => {
    const texts = queries.map(textOf)
    needed.push(...texts)
    return () => {
      for (const text of texts) needed.splice(needed.indexOf(text), 1)
    }
  })
  return { plan, needed }
}

const keys = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => String(index))

test('asks one question for each key, up to the most', () => {
  const { plan, needed } = planOf({ mostKeys: 20 })
  const leave = keys(20).map((key) => plan.watch(key))
  assert.equal(
    needed,
    keys(20).map((key) => `one ${key}`),
  )
  leave[3]?.()
  assert.not.ok(needed.includes('one 3'))
})

test('a second watcher of a key counts once', () => {
  const { plan, needed } = planOf({ mostKeys: 20 })
  for (const key of [...keys(20), ...keys(20)]) plan.watch(key)
  assert.not.ok(needed.includes('all'))
})

test('the 21st key replaces all questions by those about everything, as if all were watched', () => {
  const { plan, needed } = planOf({ mostKeys: 20 })
  const leave = keys(21).map((key) => plan.watch(key))
  assert.equal(needed, ['all', 'extra'])
  const last = plan.watch('one more')
  for (const end of leave) end()
  assert.equal(needed, ['all', 'extra'])
  last()
  assert.equal(needed, [])
  plan.watch('again')
  assert.equal(needed, ['one again'])
})

test('without a most there is a question for each key', () => {
  const { plan, needed } = planOf({})
  for (const key of keys(100)) plan.watch(key)
  assert.is(needed.length, 100)
})

test('a most of 0 asks the questions about everything at once', () => {
  const { plan, needed } = planOf({ mostKeys: 0 })
  plan.watch('a')
  assert.equal(needed, ['all', 'extra'])
})

test('an optional question is asked for keys only by a row that insists on it', () => {
  const whole = planOf({ questions: [extra] })
  whole.plan.watch('a')
  assert.equal(whole.needed, [])
  const insisting = planOf({ questions: [extra], insists: [extra] })
  insisting.plan.watch('a')
  assert.equal(insisting.needed, ['extra'])
})

test.run()
