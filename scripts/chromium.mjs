// Installs Chromium for the tests of the page, once, into node_modules/.cache: without root, from Debian's own packages.
// The tests call this script; `node scripts/chromium.mjs` runs it alone.
import { asProgram, unpacked } from './unpacked.mjs'

/** Undefined when Chromium is there, or the reason for its absence. */
export const prepareChromium = (tell) =>
  unpacked({ title: 'Chromium', name: 'chromium', script: 'misc/chromium/install.sh' }, tell)

await asProgram(import.meta.url, () => prepareChromium())
