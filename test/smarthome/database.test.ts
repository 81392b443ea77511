import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { call, conf, item, play, type Stage } from './play.js'

const database = suite('items that the AstDB follows')

/** Notes at a moment all values that were written to the AstDB until then. */
const notePuts = ({ pbx, at, note }: Stage, ms: number): void => {
  at(ms, () => {
    const puts = pbx.actions().filter(({ action }) => action === 'DBPut')
    const value = (name: string, headers: readonly (readonly [string, string])[]) => new Map(headers).get(name)
    note(puts.map(({ headers }) => ['Family', 'Val'].map((name) => value(name, headers)).join(' ')))
  })
}

database('B2, D14: an item that follows a device is written as 1 and 0, each change once, and is not read back', () => {
  const files = conf('[office]', 'type = bool', 'ast_dev = 2222', 'ast_db = active/office')
  const { what } = play({ files }, (stage) => {
    call(stage, 1000, 3000)
    notePuts(stage, 10_000)
  })
  assert.equal(what, [['active 0', 'active 1', 'active 0']])
})

database('a wrong value from an earlier run is corrected in the AstDB at the start', () => {
  const files = conf('[office]', 'type = bool', 'ast_dev = 2222', 'ast_db = active/office')
  const { what } = play({ files, simulate: { database: { 'active/office': '1' } } }, ({ pbx, at, note }) => {
    at(5000, () => note(pbx.database().get('active/office')))
  })
  assert.equal(what, ['0'])
})

database('an item without a device is written when it changes, and not before', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office', '[s]', 'type = str', 'ast_db = name/office')
  const { what } = play({ files }, (stage) => {
    const { home, at } = stage
    at(1000, () => item(home, 'n').set(3.5))
    at(1000, () => item(home, 'n').set(3.5))
    at(1000, () => item(home, 's').set('Jörg'))
    notePuts(stage, 2000)
  })
  assert.equal(what, [['temp 3.5', 'name Jörg']])
})

database('a value from the AstDB is not written back', () => {
  const files = conf('[dnd]', 'type = bool', 'ast_db = dnd/office')
  const { what } = play({ files }, (stage) => {
    stage.at(1000, () => item(stage.home, 'dnd').set('1', { by: 'AstDB' }))
    notePuts(stage, 2000)
  })
  assert.equal(what, [[]])
})

database('D13: after an outage its newest value is written once, and no older one', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office')
  const { what } = play({ files, seconds: 120 }, (stage) => {
    const { home, pbx, at } = stage
    at(1000, () => {
      pbx.faults.kill()
    })
    // longer than the time that an action waits for a link
    for (const n of [1, 2, 3]) at(2000 + n * 1000, () => item(home, 'n').set(n))
    at(60_000, () => {
      pbx.faults.start()
    })
    notePuts(stage, 110_000)
  })
  assert.equal(what, [['temp 3']])
})

database('a value is written again when the link broke before the reply', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office')
  const { what, faults } = play({ files }, (stage) => {
    const { home, pbx, at } = stage
    at(1000, () => {
      pbx.faults.mute('DBPut')
      item(home, 'n').set(5)
    })
    at(1500, () => {
      pbx.faults.mute()
      pbx.faults.drop('reset')
    })
    notePuts(stage, 20_000)
  })
  assert.equal(what, [['temp 5', 'temp 5']])
  assert.equal(
    faults.filter(({ _tag }) => _tag === 'NotWritten'),
    [],
  )
})

database('a value that waits for a link is dropped when the house closes', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office')
  const { what } = play({ files, seconds: 10 }, ({ home, pbx, at, note }) => {
    at(1000, () => {
      pbx.faults.kill()
    })
    at(2000, () => item(home, 'n').set(5))
    at(11_000, () => {
      pbx.faults.start()
    })
    at(30_000, () => note([pbx.database().get('temp/office'), pbx.links()]))
  })
  assert.equal(what, [[undefined, 0]])
})

database('a missing right is reported with the key, and the next value is tried', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office')
  const users = { admin: { secret: 'secret', read: 'call,user', write: 'call' } }
  const { faults } = play({ files, simulate: { users } }, ({ home, at }) => {
    at(1000, () => item(home, 'n').set(1))
    at(2000, () => item(home, 'n').set(2))
  })
  const fault = { _tag: 'NotWritten', connection: 'ast', key: 'temp/office' }
  assert.equal(
    faults.map((fault) =>
      fault._tag === 'NotWritten'
        ? [fault.key, fault.failure._tag, 'needs' in fault.failure ? fault.failure.needs : []]
        : fault._tag,
    ),
    [1, 2].map(() => [fault.key, 'Refused', ['system']]),
  )
})

database.run()
