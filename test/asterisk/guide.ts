/** Runs a program of docs/guide beside a lab. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { filesOf, freePort, login, type Program, startFile } from '../support/guide.js'
import type { Bench } from './conformance.js'

interface Running {
  readonly program: Program
  readonly url: string
  readonly port: number
  readonly folder: string
}

/** Starts a program of a page as the user `full`, and ends it by SIGTERM, which it must obey with code 0. */
export const running = async (
  { lab }: Bench,
  page: string,
  file: string,
  use: (running: Running) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const { folder, remove } = filesOf(page)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const port = await freePort()
  const program = startFile(folder, file, { ...login(lab.options('full')), PORT: String(port), ...env })
  let code: unknown = 'running'
  try {
    await use({ program, url: `http://127.0.0.1:${port}`, port, folder })
  } catch (error) {
    throw new Error(`${String(error)}\n${program.text()}`, { cause: error })
  } finally {
    code = await program.stop()
    remove()
  }
  assert.is(code, 0, program.text())
}
