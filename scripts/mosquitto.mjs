// Installs the MQTT broker mosquitto for the tests, once, into node_modules/.cache: without root, from Debian's own packages.
// `npm test` calls this script; `node scripts/mosquitto.mjs` runs it alone.
import { asProgram, unpacked } from './unpacked.mjs'

/** Undefined when mosquitto is there, or the reason for its absence. */
export const prepareMosquitto = (tell) =>
  unpacked({ title: 'mosquitto', name: 'mosquitto', script: 'misc/mosquitto/install.sh' }, tell)

await asProgram(import.meta.url, () => prepareMosquitto())
