/** Values that a handler may throw, return or put into an item: each costs one fault at most, and all else lives on. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { showHouseFault } from '../../src/smarthome/index.js'
import { itemLine, runLine } from '../../src/cli/houseWords.js'
import { jsonObject } from '../../src/cli/jsonText.js'
import { conf, item, play } from './play.js'

const test = suite('the edge of a house')

const circular = (): object => {
  const object: Record<string, unknown> = {}
  object['self'] = object
  return object
}
const hostile = (): object =>
  new Proxy(
    {},
    {
      get: () => {
        throw new Error('get')
      },
      getPrototypeOf: () => {
        throw new Error('getPrototypeOf')
      },
      has: () => {
        throw new Error('has')
      },
      ownKeys: () => {
        throw new Error('ownKeys')
      },
    },
  )
const getter = (name: string): object =>
  Object.defineProperty({}, name, {
    enumerable: true,
    get: () => {
      throw new Error(name)
    },
  })

const VALUES: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  'an empty text': () => '',
  'a circular object': circular,
  'a BigInt': () => 1n,
  'a symbol': () => Symbol('x'),
  'an object without a prototype': () => Object.create(null) as unknown,
  'a Proxy that throws': hostile,
  'a getter that throws': () => getter('value'),
  'a getter then that throws': () => getter('then'),
  'a thenable that throws': () => ({
    then: () => {
      throw new Error('then')
    },
  }),
  'a toJSON that throws': () => ({
    toJSON: () => {
      throw new Error('toJSON')
    },
  }),
  'an Error without a message': () => new Error(),
  'an Error whose message throws': () =>
    Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('message')
      },
    }),
}

const FILES = {
  'etc/logic.conf': '[bad]\nwatch_item = go\n[good]\nwatch_item = go\n',
  ...conf('[go]\ntype = num\n[any]\ntype = foo\nast_db = any/value\n[other]\ntype = foo'),
}

/** Two triggers for a logic that does something with a value, beside a logic that only counts. */
const lived = (act: (any: ReturnType<typeof item>) => unknown) => {
  let runs = 0
  const played = play(
    {
      files: FILES,
      seconds: 3,
      handlers: ({ home, note }) => ({
        bad: () => {
          runs += 1
          return act(item(home, 'any'))
        },
        good: ({ value }) => {
          note(value)
        },
      }),
    },
    ({ home, at }) => {
      for (const ms of [500, 1000])
        at(ms, () => {
          item(home, 'go').set(ms)
        })
    },
  )
  return { ...played, runs }
}

for (const [what, make] of Object.entries(VALUES)) {
  test(`a handler that throws ${what} is one fault for each run, and the others go on`, () => {
    const {
      what: seen,
      faults,
      runs,
    } = lived(() => {
      throw make()
    })
    assert.equal([seen, runs], [[500, 1000], 2])
    assert.equal(
      faults.map(({ _tag }) => _tag),
      ['LogicFault', 'LogicFault'],
    )
    for (const fault of faults) assert.type(showHouseFault(fault), 'string')
  })

  test(`a handler that returns ${what} stops nothing`, () => {
    const { what: seen, faults, runs } = lived(make)
    assert.equal([seen, runs], [[500, 1000], 2])
    assert.ok(faults.length <= 2)
    for (const fault of faults) assert.type(showHouseFault(fault), 'string')
  })

  test(`an item that gets ${what} stops nothing, and can be printed`, () => {
    const { what: seen, faults, runs } = lived((any) => any.set(make()))
    assert.equal([seen, runs], [[500, 1000], 2])
    assert.ok(faults.length <= 4, faults.map(({ _tag }) => _tag).join())
    for (const fault of faults) assert.type(showHouseFault(fault), 'string')
    const state = { path: 'x', value: make(), by: 'Logic', source: null, dest: null }
    const times = { previous: null, changedAt: 0, previousAt: 0, updatedAt: 0 }
    assert.type(itemLine({ ...state, ...times }).text, 'string')
    const trigger = { by: 'Logic', source: null, value: make(), dest: null, event: null } as const
    assert.type(runLine({ logic: 'x', trigger }).text, 'string')
  })
}

test('a value that has no JSON is not written to the AstDB, with one fault, and the next one is written', () => {
  const { faults } = lived((any) => any.set(Symbol('x')))
  assert.equal(
    faults.map(showHouseFault)[0],
    '[ast] any/value was not written to the AstDB: DBPut cannot be sent: the value of the item has no JSON',
  )
})

test('a line of JSON loses only the member that JSON cannot show', () => {
  assert.is(jsonObject({ a: 1, b: circular(), c: 2n }), '{"a":1,"b":"(a value that JSON cannot show)","c":"2"}')
})

test.run()
