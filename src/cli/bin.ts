#!/usr/bin/env node
/** `rx-asterisk`: hands the command line on, and ends with the exit code that comes back. */
import { readFileSync } from 'node:fs'
import * as t from 'io-ts'
import { main } from './main.js'
import { terminal } from './process.js'

/** A handle that a user's logic left open must not keep us. */
const REST = 300

const { version } = ((text: string) => {
  const known: unknown = JSON.parse(text)
  return t.type({ version: t.string }).is(known) ? known : { version: 'unknown' }
})(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

process.exitCode = await main(process.argv.slice(2), terminal(), version)
setTimeout(() => process.exit(), REST).unref()
