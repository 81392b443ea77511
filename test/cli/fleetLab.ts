/** A house with real NATS servers, for the tests of the command line of fleets. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import { natsMissing, natsServers } from '../support/natsServer.js'
import { type Running, start } from '../support/program.js'
import { house } from './house.js'

const absent = await natsMissing()
if (absent !== undefined) {
  if (process.env['CI'] === 'true' && process.env['RX_ASTERISK_REAL'] !== 'no') throw new Error(absent)
  console.log(`not run: the command line of fleets: ${absent}`)
}

/** A folder for the files of a test. */
export const folder = mkdtempSync(join(tmpdir(), 'rx-fleet-cli-'))
const nats = absent === undefined ? await natsServers(1) : undefined
export const url = nats?.urls[0] ?? ''
export const at = await house()
export const amiEnv = at.as('full')
export const bus = { RX_ASTERISK_BUS: url }
const running: Running[] = []

/** Starts a program that the end of the suite kills. */
export const begin = async (words: readonly string[], env: Readonly<Record<string, string>>): Promise<Running> => {
  const program = await start(words, { env, limit: 60_000 })
  running.push(program)
  return program
}

export const gatewayOf = (server: string, ...more: readonly string[]): Promise<Running> =>
  begin(['gateway', '--server', server, '--lease', '0.8', ...more], { ...bus, ...amiEnv })

/** The exit codes after SIGTERM. */
export const ended = async (...programs: readonly Running[]): Promise<readonly (number | string | null)[]> => {
  for (const each of programs) each.stop('SIGTERM')
  return Promise.all(programs.map(async (each) => (await each.ended).code))
}

/** A suite that ends what it has begun. `test` skips where there is no NATS server. */
export const fleetSuite = (name: string) => {
  const tests = suite(name)
  const test: (name: string, row: () => Promise<void>) => void =
    absent === undefined
      ? tests
      : (row) => {
          tests.skip(row)
        }
  tests.after(async () => {
    for (const each of running) each.stop('SIGKILL')
    await at.pbx.close()
    await nats?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { tests, test }
}

/** The environment of a user of a NATS server. */
export const busUser = (server: string, user: string, password: string) => ({
  RX_ASTERISK_BUS: server,
  RX_ASTERISK_BUS_USER: user,
  RX_ASTERISK_BUS_PASSWORD: password,
})
