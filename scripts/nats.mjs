// Installs the NATS server of the tests of fleets, once, into node_modules/.cache: without root, from Debian's package.
// `npm test` calls this script; `node scripts/nats.mjs [bookworm|trixie]` runs it alone (2.9.10 or 2.10.27).
import { asProgram, unpacked } from './unpacked.mjs'

/** Undefined when nats-server is there, or the reason for its absence. */
export const prepareNats = (suite = process.env.RX_ASTERISK_NATS ?? 'bookworm', tell) =>
  unpacked(
    {
      title: `nats-server of Debian ${suite}`,
      name: `nats-${suite}`,
      script: 'misc/nats/install.sh',
      args: [suite],
      proof: 'nats-server',
    },
    tell,
  )

await asProgram(import.meta.url, (suite) => prepareNats(suite))
