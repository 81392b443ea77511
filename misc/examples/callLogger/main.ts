/** The call logger as a program: `npm install` in this folder, then `RX_ASTERISK_PASSWORD=… node --import tsx main.ts`. */
import Database from 'libsql'
import { asProgram } from '../environment.js'
import { callLogger } from './callLogger.js'
import { sqliteStore } from './sqliteStore.js'

const open = () => {
  const database = new Database('calls.db')
  const prepare = (sql: string) => database.prepare(sql)
  return sqliteStore({ exec: (sql) => database.exec(sql), prepare })
}

asProgram(import.meta.filename, (asterisk) => callLogger(asterisk, open()))
