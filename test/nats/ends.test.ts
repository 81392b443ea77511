/** A program that closes what it has opened ends by itself. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withLab } from './lab.js'

const program = fileURLToPath(new URL('endsProgram.ts', import.meta.url))

const test = suite('ends')

for (const [closed, ...more] of [
  ['a gateway, a fleet with shared work, and the bus'],
  ['a gateway and the bus', 'bus'],
])
  test(
    `after close() of ${closed}, the process ends`,
    withLab(async ({ servers }) => {
      const args = ['--import', 'tsx', program, servers.urls.join(), ...more]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      const late = setTimeout(() => child.kill('SIGKILL'), 60_000)
      const ended = once(child, 'exit')
      assert.is(await text(child.stdout), 'worked\nclosed\n')
      await ended
      clearTimeout(late)
      assert.is(child.exitCode, 0)
    }),
  )

test.run()
