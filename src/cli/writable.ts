/** Files that a command writes later: what can be wrong with them is told at the start. */
import { accessSync, constants, lstatSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { messageOf } from './messageOf.js'

/** The reason why the file cannot be written later, as the end of a sentence; undefined if it can. */
export const mistakeIn = (file: string): string | undefined => {
  try {
    const found = lstatSync(file, { throwIfNoEntry: false })
    // a device or a pipe must neither be removed nor waited for
    if (found !== undefined && !found.isFile()) return 'it is no ordinary file'
    accessSync(dirname(resolve(file)), constants.W_OK)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}
