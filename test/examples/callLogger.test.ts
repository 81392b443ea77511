import Database from 'libsql'
import { Subscription } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { callLogger, type CallStore, type Running } from '../../misc/examples/callLogger/callLogger.js'
import { sqliteStore } from '../../misc/examples/callLogger/sqliteStore.js'
import type { CallLogEntry } from '../../src/index.js'
import { play } from './stage.js'

const test = suite('example: call logger')

/** A store in memory; as a database, it outlives the logger. */
const memory = () => {
  const running = new Map<string, Running>()
  const entries = new Map<string, CallLogEntry>()
  const store: CallStore = {
    running: () => [...running.values()],
    begin: (call) => void running.set(call.id, call),
    end: (id) => void running.delete(id),
    log: (entry) => void entries.set(`${entry.call} ${entry.device} ${entry.direction}`, entry),
  }
  const short = () => [...entries.values()].map(({ device, direction, result }) => `${device} ${direction} ${result}`)
  return { store, running, entries, short }
}

test('writes both sides of a call when it ends, and nothing is left open', () => {
  const { store, running, short } = memory()
  play({}, ({ asterisk, pbx, at }) => {
    at(1000, () => {
      const call = pbx.dial('PJSIP/200', '30')
      at(5000, call.hangup)
    })
    return callLogger(asterisk, store)
  })
  assert.equal(short(), ['200 outgoing answered', '30 incoming answered'])
  assert.is(running.size, 0)
})

test('a logger that starts again in a call writes it once, with its beginning', () => {
  const { store, running, entries, short } = memory()
  play({}, ({ asterisk, pbx, at }) => {
    const first = callLogger(asterisk, store)
    const again = new Subscription()
    at(1000, () => {
      const call = pbx.dial('PJSIP/200', '30')
      at(3000, () => {
        first.unsubscribe()
      })
      // the link closes when nobody has needed it for a second
      at(10_000, () => again.add(callLogger(asterisk, store)))
      at(20_000, call.hangup)
    })
    return again
  })
  assert.equal(short(), ['200 outgoing answered', '30 incoming answered'])
  const [placed] = [...entries.values()]
  assert.equal(placed?.called, { _tag: 'Some', value: '30' })
  assert.is(running.size, 0)
})

test('a call that ended while the logger did not run is written, and its end is unknown', () => {
  const { store, running, short } = memory()
  play({}, ({ asterisk, pbx, at }) => {
    const first = callLogger(asterisk, store)
    const again = new Subscription()
    at(1000, () => {
      const call = pbx.dial('PJSIP/200', '30')
      at(3000, () => {
        first.unsubscribe()
      })
      at(6000, call.hangup)
      at(10_000, () => again.add(callLogger(asterisk, store)))
    })
    return again
  })
  assert.equal(short(), ['200 outgoing unknown'])
  assert.is(running.size, 0)
})

test('a call that ended while Asterisk did not run is never missed', () => {
  const { store, running, short } = memory()
  play({}, ({ asterisk, pbx, at }) => {
    at(1000, () => {
      pbx.dial('PJSIP/200', '2222')
      at(2000, () => {
        pbx.faults.kill()
      })
      at(4000, () => {
        pbx.faults.start()
      })
    })
    return callLogger(asterisk, store)
  })
  assert.equal(short(), ['200 outgoing unknown', '2222 incoming unknown'])
  assert.is(running.size, 0)
})

test('the store of SQLite writes what it gets, and reads what runs', () => {
  const ran: (readonly unknown[])[] = []
  const store = sqliteStore({
    exec: () => undefined,
    prepare: (sql) => ({
      run: (...values) => void ran.push([sql.split(' ').slice(0, 5).join(' '), ...values]),
      all: () => [{ id: '1.1', caller: '200', called: '30', began: 'then' }, 7],
    }),
  })
  store.begin({ id: '1.1', caller: '200', called: '30', began: 'then' })
  store.end('1.1')
  const none = { _tag: 'None' } as const
  store.log({
    ...{ call: '1.1', device: '200', direction: 'outgoing', result: 'answered', began: 'then', talked: 5 },
    ...{ other: { number: { _tag: 'Some', value: '30' }, name: none }, called: none, queue: none },
    ...{ answered: none, ended: none },
  })

  assert.equal(store.running(), [{ id: '1.1', caller: '200', called: '30', began: 'then' }])
  assert.equal(ran, [
    ['INSERT OR REPLACE INTO running', '1.1', '200', '30', 'then'],
    ['DELETE FROM running WHERE id', '1.1'],
    ['INSERT OR REPLACE INTO log', '1.1', '200', 'outgoing', '30', null, 'answered', null, 'then', null, null, 5],
  ])
})

test('writes into a real SQLite, and a call that ended while it did not run has an unknown end', () => {
  const database = new Database(':memory:')
  const prepare = (sql: string) => database.prepare(sql)
  const store = () => sqliteStore({ exec: (sql) => database.exec(sql), prepare })
  play({}, ({ asterisk, pbx, at }) => {
    const first = callLogger(asterisk, store())
    const again = new Subscription()
    at(1000, () => {
      const whole = pbx.dial('PJSIP/200', '30')
      at(2000, whole.hangup)
    })
    at(4000, () => {
      const cut = pbx.dial('PJSIP/200', '2222')
      at(5000, () => {
        first.unsubscribe()
      })
      at(8000, cut.hangup)
      // the same tables, by a second store: as after a restart
      at(10_000, () => again.add(callLogger(asterisk, store())))
    })
    return again
  })
  const rows = database.prepare('SELECT device, direction, number, result FROM log ORDER BY began, direction').raw()
  assert.equal(
    rows.all().map((row) => JSON.stringify(row)),
    ['["30","incoming","200","answered"]', '["200","outgoing","30","answered"]', '["200","outgoing","2222","unknown"]'],
  )
  assert.equal(database.prepare('SELECT * FROM running').all(), [])
  database.close()
})

test.run()
