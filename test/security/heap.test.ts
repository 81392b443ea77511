/** A process with a heap of 256 MiB: no server and no other login can end it, for every store that grows with their text. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('small heap')

/** The output of the program; it rejects when the process ends by lack of memory. */
const output = async (store: string): Promise<string> => {
  const args = ['--max-old-space-size=256', '--import', 'tsx', 'test/support/heapProgram.ts', store]
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 })
  return stdout
}

/** For each store the fault or failure that tells of the bound; undefined where nothing has to be held. */
const TOLD: Readonly<Record<string, string | undefined>> = {
  channels: 'Malformed',
  'all channels': 'Malformed',
  'ended channels': undefined,
  'the line of a logic': 'Overflow',
  'the line of a logic with short events': 'Overflow',
  mailboxes: undefined,
  'the items of a list': 'FateUnknown',
  'a frame without an end': 'Malformed',
  'a line without an end': 'Malformed',
}

test('has a row for each store of the program', async () => {
  assert.equal((await output('--names')).trim().split('\n'), Object.keys(TOLD))
})

for (const [store, told] of Object.entries(TOLD))
  test(`a flood of ${store} is ${told === undefined ? 'not held' : 'bounded and told'}`, async () => {
    const text = await output(store)
    assert.match(text, /^survived/m)
    assert.is(/^[A-Z]\w+$/m.exec(text)?.[0], told)
  })

test.run()
