/** A program that closes what it has opened ends by itself. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { firstValueFrom, map, toArray } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bus } from '../../src/nats/index.js'
import { first, isUp, withLab } from './lab.js'

const program = fileURLToPath(new URL('endsProgram.ts', import.meta.url))

const test = suite('ends')

test(
  'after close() of a gateway, a fleet with shared work, and the bus, the process ends',
  withLab(async ({ servers }) => {
    const args = ['--import', 'tsx', program, servers.urls.join()]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const late = setTimeout(() => child.kill('SIGKILL'), 60_000)
    const ended = once(child, 'exit')
    assert.is(await text(child.stdout), 'worked\nclosed\n')
    await ended
    clearTimeout(late)
    assert.is(child.exitCode, 0)
  }),
)

test(
  'the last state of a bus that is closed is Away, so that everybody lets its link go',
  withLab(async ({ servers }) => {
    const nats = bus({ servers: servers.urls })
    const states = firstValueFrom(
      nats.state$.pipe(
        map(({ _tag }) => _tag),
        toArray(),
      ),
    )
    await first(nats.state$, isUp)
    await nats.close()
    assert.is((await states).at(-1), 'Away')
  }),
)

test.run()
