/** Chromium for the tests of the page: one browser for each test file, from Debian's package. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const PROGRAM = resolve('node_modules/.cache/rx-asterisk/chromium/run.sh')

/** Installs Chromium where it is missing; the reason for its absence, or undefined. */
const missing = (): string | undefined => {
  if (process.env['RX_ASTERISK_CHROMIUM'] === 'no') return 'RX_ASTERISK_CHROMIUM=no'
  if (existsSync(PROGRAM)) return undefined
  const { stderr, status } = spawnSync(process.execPath, ['scripts/chromium.mjs'], { encoding: 'utf8' })
  return status === 0 ? undefined : stderr.trim()
}

/** Without a sandbox, as it needs rights that a container has not; it loads pages of this test only. */
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--mute-audio']

let browser: Promise<Browser> | undefined

/** The browser of this file; started once, without Playwright's own flags that would hide the throttling of a page in the background. */
export const theBrowser = (): Promise<Browser> => (browser ??= chromium.launch({ executablePath: PROGRAM, args: ARGS }))

export const closeBrowser = async (): Promise<void> => {
  await (await browser)?.close()
  browser = undefined
}

const why = missing()
if (why !== undefined) {
  console.log(`The page is not tested in a browser: ${why}`)
  if (process.env['CI'] === 'true' && process.env['RX_ASTERISK_CHROMIUM'] !== 'no')
    throw new Error('with CI=true there must be a Chromium')
}

/** False where there is none. */
export const hasBrowser = why === undefined
