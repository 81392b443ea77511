// Installs the real Asterisk of the conformance suite, once, into node_modules/.cache: without root, from Debian's own packages.
// `npm test` calls this script; `node scripts/asterisk.mjs [22|16]` runs it alone.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { unpacked } from './unpacked.mjs'

/** Undefined when Asterisk is there, or the reason for its absence. */
export const prepareAsterisk = (version, tell) =>
  unpacked(
    {
      title: `Asterisk ${version}`,
      name: `asterisk-${version}`,
      script: 'misc/asterisk/install.sh',
      args: [version],
    },
    tell,
  )

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href) {
  const reason = await prepareAsterisk(process.argv[2] ?? '22')
  if (reason !== undefined) console.error(reason)
  process.exitCode = reason === undefined ? 0 : 1
}
