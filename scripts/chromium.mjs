// Installs Chromium for the tests of the page, once, into node_modules/.cache: without root, from Debian's own packages.
// The tests call this script; `node scripts/chromium.mjs` runs it alone.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { unpacked } from './unpacked.mjs'

/** Undefined when Chromium is there, or the reason for its absence. */
export const prepareChromium = (tell) =>
  unpacked({ title: 'Chromium', name: 'chromium', script: 'misc/chromium/install.sh' }, tell)

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href) {
  const reason = await prepareChromium()
  if (reason !== undefined) console.error(reason)
  process.exitCode = reason === undefined ? 0 : 1
}
