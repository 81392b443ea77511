/** A process with a heap of 256 MiB: no server and no other login can end it, for every store that grows with their text. */
import { execFile, execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('small heap')

/** The output of the program; it rejects when the process ends by lack of memory. `survived` runs at the last line. */
const output = async (args: readonly string[], survived = (): void => undefined): Promise<string> => {
  const program = ['--max-old-space-size=256', '--import', 'tsx', 'test/support/heapProgram.ts', ...args]
  const running = promisify(execFile)(process.execPath, program, { timeout: 60_000 })
  running.child.stdout?.on('data', (text: string) => {
    if (text.includes('survived')) survived()
  })
  return (await running).stdout
}

/** The output of a flood, with PIPE for the path of its pipe. The pipe is open, and nobody reads it, as a disk that hangs; a process ends only when the pipe does. */
const flooded = async (store: string): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-pipe-'))
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const text = await output([store, pipe], () => {
      closeSync(reader)
    })
    return text.replaceAll(pipe, 'PIPE')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** For each store the fault or failure that tells of the bound; undefined where nothing has to be held. */
const TOLD: Readonly<Record<string, string | undefined>> = {
  channels: 'Malformed',
  'all channels': 'Malformed',
  'ended channels': undefined,
  'the line of a logic': 'Overflow',
  'the line of a logic with short events': 'Overflow',
  'the line of a logic with decoded events': 'Overflow',
  'events that no codec accepts': 'Undecodable',
  'a recording on a disk that hangs': 'Error: PIPE is written too slowly',
  'the call log': undefined,
  mailboxes: undefined,
  'the items of a list': 'FateUnknown',
  'a frame without an end': 'Malformed',
  'a line without an end': 'Malformed',
}

test('has a row for each store of the program', async () => {
  assert.equal((await output(['--names'])).trim().split('\n'), Object.keys(TOLD))
})

for (const [store, told] of Object.entries(TOLD))
  test(`a flood of ${store} is ${told === undefined ? 'not held' : 'bounded and told'}`, async () => {
    const text = await flooded(store)
    assert.match(text, /^survived/m)
    assert.is(/^[A-Z].*$/m.exec(text)?.[0], told)
  })

test.run()
