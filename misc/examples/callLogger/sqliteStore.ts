/** A call log in SQLite. */
import * as O from 'fp-ts/lib/Option.js'
import type { CallStore, Running } from './callLogger.js'

/** The functions of SQLite that are used: `libsql`, `better-sqlite3` and `node:sqlite` (`DatabaseSync`) have them. */
export interface Sqlite {
  exec(sql: string): unknown
  prepare(sql: string): { run(...values: readonly unknown[]): unknown; all(): readonly unknown[] }
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS running (id TEXT PRIMARY KEY, caller TEXT, called TEXT, began TEXT);
  CREATE TABLE IF NOT EXISTS log (
    call TEXT, device TEXT, direction TEXT, number TEXT, called TEXT, result TEXT, queue TEXT,
    began TEXT, answered TEXT, ended TEXT, talked INTEGER, PRIMARY KEY (call, device, direction)
  );`

const text = (row: object, key: string): string => {
  const value: unknown = Reflect.get(row, key)
  return typeof value === 'string' ? value : ''
}

const runningIn = (row: unknown): readonly Running[] =>
  typeof row === 'object' && row !== null
    ? [{ id: text(row, 'id'), caller: text(row, 'caller'), called: text(row, 'called'), began: text(row, 'began') }]
    : []

export const sqliteStore = (database: Sqlite): CallStore => {
  database.exec(TABLES)
  const running = database.prepare('SELECT * FROM running')
  const begin = database.prepare('INSERT OR REPLACE INTO running VALUES (?, ?, ?, ?)')
  const end = database.prepare('DELETE FROM running WHERE id = ?')
  const log = database.prepare('INSERT OR REPLACE INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  return {
    running: () => running.all().flatMap(runningIn),
    begin: ({ id, caller, called, began }) => {
      begin.run(id, caller, called, began)
    },
    end: (id) => {
      end.run(id)
    },
    log: ({ call, device, direction, other, called, result, queue, began, answered, ended, talked }) => {
      const [number, exten, name, from, until] = [other.number, called, queue, answered, ended].map(O.toNullable)
      log.run(call, device, direction, number, exten, result, name, began, from, until, talked)
    },
  }
}
