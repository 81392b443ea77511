#!/usr/bin/env node
/** `rx-asterisk`: answers or runs the command line and ends with its exit code. Loads the code of a command only to run it. */
import { readFileSync } from 'node:fs'
import { answer, exitAtEnd } from './main.js'
import { printing } from './printing.js'

const versionIn = (text: string): string => {
  const known: unknown = JSON.parse(text)
  return typeof known === 'object' && known !== null && 'version' in known ? String(known.version) : 'unknown'
}

const version = versionIn(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
const argv = process.argv.slice(2)
const output = printing()

const answered = await answer(argv, output, version)
if (typeof answered === 'number') process.exitCode = await exitAtEnd(answered, output)
else {
  const { runHere } = answered.loads === 'packages' ? await import('./withPackages.js') : await import('./whole.js')
  process.exitCode = await runHere(argv, version)
}
