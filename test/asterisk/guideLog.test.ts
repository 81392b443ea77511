/** The call log of docs/guide as a process, on the simulated and on the real Asterisk. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import * as assert from 'uvu/assert'
import type { Program } from '../support/guide.js'
import { eventually, pause } from '../support/watching.js'
import { conformance, row } from './conformance.js'
import { running } from './guide.js'

conformance('guide, log', [
  row('call-log: a row for each device of a call', (bench) =>
    running(bench, 'call-log', 'log.mts', async ({ program, folder }) => {
      await program.prints('the log is running')
      await bench.lab.phone('2222', { _tag: 'Answers', after: 100 })
      const call = await bench.lab.dial('200', '2222')
      await bench.lab.phone('30', { _tag: 'Rings' })
      const missed = await bench.lab.dial('300', '30')
      await eventually('both calls go on', async () => (await bench.lab.channels()).length === 4)
      await pause(1200)
      await call.hangup()
      await missed.hangup()
      await program.prints('30 incoming missed')
      await program.prints('2222 incoming answered')
      const database = new Database(join(folder, 'calls.db'))
      const rows = database.prepare('SELECT device, direction, result, called, talked > 500 FROM calls').raw().all()
      database.close()
      assert.equal(rows.map((row) => JSON.stringify(row)).sort(), [
        '["200","outgoing","answered","2222",1]',
        '["2222","incoming","answered","2222",1]',
        '["30","incoming","missed","30",0]',
        '["300","outgoing","cancelled","30",0]',
      ])
    }),
  ),

  row('call-log: a program that starts again in the middle of a call writes each device once', async (bench) => {
    const calls = join(mkdtempSync(join(tmpdir(), 'rx-calls-')), 'calls.db')
    const log = (act: (program: Program) => Promise<void>): Promise<void> =>
      running(
        bench,
        'call-log',
        'log.mts',
        async ({ program }) => {
          await program.prints('the log is running')
          await act(program)
        },
        { CALLS: calls },
      )
    await bench.lab.phone('2222', { _tag: 'Answers', after: 100 })
    let hangup = (): Promise<void> => Promise.resolve()
    await log(async () => {
      const call = await bench.lab.dial('200', '2222')
      hangup = call.hangup
      await eventually('they talk', async () => (await bench.lab.channels()).length === 2)
      await pause()
    })
    await log(async (program) => {
      await hangup()
      await program.prints('2222 incoming answered')
      await program.prints('200 outgoing answered')
    })
    const database = new Database(calls)
    const rows = database.prepare('SELECT device, result, called FROM calls ORDER BY device').raw().all()
    database.close()
    rmSync(dirname(calls), { recursive: true })
    assert.equal(
      rows.map((row) => JSON.stringify(row)),
      ['["200","answered",null]', '["2222","answered",null]'],
    )
  }),
])
