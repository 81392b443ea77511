#!/usr/bin/env node
/** `rx-asterisk`: runs the command line and ends with its exit code. */
import { readFileSync } from 'node:fs'
import * as t from 'io-ts'
import { main } from './main.js'
import { terminal } from './process.js'
import { endProcess } from './signals.js'

/** Milliseconds until the process exits, even if a user's logic has left a timer or socket open. */
const REST = 300

const { version } = ((text: string) => {
  const known: unknown = JSON.parse(text)
  return t.type({ version: t.string }).is(known) ? known : { version: 'unknown' }
})(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

process.exitCode = await main(process.argv.slice(2), terminal(), version)
setTimeout(endProcess, REST).unref()
