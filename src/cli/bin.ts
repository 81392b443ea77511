#!/usr/bin/env node
/** `rx-asterisk`: answers or runs the command line and ends with its exit code. Loads the code of a command only to run it. */
import { readFileSync } from 'node:fs'
import type { Exit } from './exit.js'
import { answer, exitAtEnd } from './main.js'
import { printing } from './printing.js'

const versionIn = (text: string): string => {
  const known: unknown = JSON.parse(text)
  return typeof known === 'object' && known !== null && 'version' in known ? String(known.version) : 'unknown'
}

const version = versionIn(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

const run = async (argv: readonly string[]): Promise<Exit> => {
  const output = printing()
  const answered = await answer(argv, output, version)
  if (typeof answered === 'number') return exitAtEnd(answered, output)
  const { runHere } = answered.loads === 'packages' ? await import('./withPackages.js') : await import('./whole.js')
  return runHere(argv, version)
}

// the build makes this file CommonJS, which has no `await` here, and which Node opens without its loader of ES modules
void Promise.resolve(process.argv.slice(2))
  .then(run)
  .then((exit) => {
    process.exitCode = exit
  })
