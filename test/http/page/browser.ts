/** Chromium for the tests of the page: one browser for each test file, from Debian's package. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { suite } from 'uvu'
import { output } from '../../asterisk/programs.js'

const PROGRAM = resolve('node_modules/.cache/rx-asterisk/chromium/run.sh')

/** False where the runner says that there is none. */
const hasBrowser = process.env['RX_ASTERISK_CHROMIUM'] !== 'no'

/** Without a sandbox, as it needs rights that a container has not; it loads pages of this test only. */
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--mute-audio']

const launch = async (): Promise<Browser> => {
  if (!existsSync(PROGRAM)) await output(process.execPath, ['scripts/chromium.mjs'])
  return chromium.launch({ executablePath: PROGRAM, args: ARGS })
}

let browser: Promise<Browser> | undefined

/** The browser of this file. */
export const theBrowser = (): Promise<Browser> => (browser ??= launch())

export const closeBrowser = async (): Promise<void> => {
  await (await browser)?.close()
  browser = undefined
}

/** A suite whose tests are skipped where there is no browser, or where something else is missing. */
export const browserSuite = (name: string, isPossible = true) => {
  const all = suite(name)
  all.after(closeBrowser)
  const test = (title: string, body: () => Promise<void>): void => {
    if (hasBrowser && isPossible) all(title, body)
    else all.skip(title, body)
  }
  return Object.assign(test, { run: () => all.run() })
}
