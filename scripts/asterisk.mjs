// Installs the real Asterisk of the conformance suite, once, into node_modules/.cache: without root, from Debian's own packages.
// `npm test` calls this script; `node scripts/asterisk.mjs [22|16]` runs it alone.
import { asProgram, unpacked } from './unpacked.mjs'

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

await asProgram(import.meta.url, (version = '22') => prepareAsterisk(version))
