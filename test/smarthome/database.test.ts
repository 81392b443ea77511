import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { call, conf, item, play, type Stage } from './play.js'

const database = suite('items that the AstDB follows')

/** Tells at a moment what was written to the AstDB until then. */
const tellPuts = ({ pbx, at, did }: Stage, ms: number): void => {
  at(ms, () => {
    const puts = pbx.actions().filter(({ action }) => action === 'DBPut')
    const value = (name: string, headers: readonly (readonly [string, string])[]) => new Map(headers).get(name)
    did(puts.map(({ headers }) => ['Family', 'Val'].map((name) => value(name, headers)).join(' ')))
  })
}

database('B2, D14: an item that follows a device is mirrored as 1 and 0, each change once, and nothing echoes', () => {
  const files = conf('[office]', 'type = bool', 'ast_dev = 2222', 'ast_db = active/office')
  const { what } = play({ files }, (stage) => {
    call(stage, 1000, 3000)
    tellPuts(stage, 10_000)
  })
  assert.equal(what, [['active 0', 'active 1', 'active 0']])
})

database('what an older run left in the AstDB is put right at the start', () => {
  const files = conf('[office]', 'type = bool', 'ast_dev = 2222', 'ast_db = active/office')
  const { what } = play({ files, simulate: { database: { 'active/office': '1' } } }, ({ pbx, at, did }) => {
    at(5000, () => did(pbx.database().get('active/office')))
  })
  assert.equal(what, ['0'])
})

database('an item of no device is written when it changes, and not before', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office', '[s]', 'type = str', 'ast_db = name/office')
  const { what } = play({ files }, (stage) => {
    const { home, at } = stage
    at(1000, () => item(home, 'n').set(3.5))
    at(1000, () => item(home, 'n').set(3.5))
    at(1000, () => item(home, 's').set('Jörg'))
    tellPuts(stage, 2000)
  })
  assert.equal(what, [['temp 3.5', 'name Jörg']])
})

database('what came from the AstDB is not written to it again', () => {
  const files = conf('[dnd]', 'type = bool', 'ast_db = dnd/office')
  const { what } = play({ files }, (stage) => {
    stage.at(1000, () => item(stage.home, 'dnd').set('1', { by: 'AstDB' }))
    tellPuts(stage, 2000)
  })
  assert.equal(what, [[]])
})

database('D13: of the values of an outage the newest is written after it, once, and an older one never', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office')
  const { what } = play({ files, seconds: 120 }, (stage) => {
    const { home, pbx, at } = stage
    at(1000, () => {
      pbx.faults.kill()
    })
    // longer than an action waits for a link
    for (const n of [1, 2, 3]) at(2000 + n * 1000, () => item(home, 'n').set(n))
    at(60_000, () => {
      pbx.faults.start()
    })
    tellPuts(stage, 110_000)
  })
  assert.equal(what, [['temp 3']])
})

database('a value that was on its way when the link broke is written again', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office')
  const { what, faults } = play({ files }, ({ home, pbx, at, did }) => {
    at(1000, () => {
      pbx.faults.stall()
      item(home, 'n').set(5)
    })
    at(1500, () => {
      pbx.faults.resume()
      pbx.faults.drop('reset')
    })
    at(20_000, () => did(pbx.database().get('temp/office')))
  })
  assert.equal(what, ['5'])
  assert.equal(
    faults.filter(({ _tag }) => _tag === 'NotWritten'),
    [],
  )
})

database('a right that is missing is told with the key, and the next value is tried', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office')
  const users = { admin: { secret: 'secret', read: 'call,user', write: 'call' } }
  const { faults } = play({ files, simulate: { users } }, ({ home, at }) => {
    at(1000, () => item(home, 'n').set(1))
    at(2000, () => item(home, 'n').set(2))
  })
  const told = { _tag: 'NotWritten', connection: 'ast', key: 'temp/office' }
  assert.equal(
    faults.map((fault) =>
      fault._tag === 'NotWritten'
        ? [fault.key, fault.failure._tag, 'needs' in fault.failure ? fault.failure.needs : []]
        : fault._tag,
    ),
    [1, 2].map(() => [told.key, 'Refused', ['system']]),
  )
})

database.run()
