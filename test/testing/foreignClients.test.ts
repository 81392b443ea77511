/** Clients of other projects use the simulated Asterisk as a server (misc/bench/foreign.mjs). They are installed in misc/bench only. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { binary } from '../support/program.js'

const test = suite('foreign clients')
const name = 'four of them log in, list, place a call and get events from `rx-asterisk simulate --script`'

if (existsSync('misc/bench/node_modules/yana')) {
  test(name, async () => {
    const program = ['misc/bench/foreign.mjs', await binary()]
    const { stdout } = await promisify(execFile)(process.execPath, program, { timeout: 90_000 })
    assert.equal(
      stdout.trim().split('\n'),
      ['asterisk-manager', 'asterisk-ami-client', 'ami-io', 'yana'].map(
        (client) => `${client}: login, list, call, events`,
      ),
    )
  })
} else {
  test.skip(name, () => undefined)
  console.log(`not run: ${name} (npm ci in misc/bench installs them)`)
}

test.run()
