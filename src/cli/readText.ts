/** Reads a file that a command line names. */
import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import type { ReadFile } from './connection.js'
import { messageOf } from './messageOf.js'

export const readText: ReadFile = (name) =>
  E.tryCatch(
    () => readFileSync(name, 'utf8'),
    (error) => `${name} cannot be read: ${messageOf(error)}`,
  )
