/** The file of `switchboard --settings`: the settings of all users, as one JSON object. */
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { SettingsStore } from '../../http/index.js'
import { messageOf } from '../messageOf.js'
import { readText } from '../readText.js'
import { mistakeIn } from '../writable.js'
import { parsed } from './file.js'

const Settings = t.record(t.string, t.UnknownRecord)

/** Users who are remembered: those whose settings are the oldest are forgotten first. */
const MOST = 10_000

/** Under another name first: the file is whole at each moment, also when the machine stops. */
const replace = (file: string, text: string): void => {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

const unwritable = (mistake: string): string => `the file of --settings cannot be written: ${mistake}`

const writable = (file: string): E.Either<string, string> => {
  const mistake = mistakeIn(file)
  return mistake === undefined ? E.right(file) : E.left(unwritable(mistake))
}

/** A file that does not exist is empty. */
const contentOf = (file: string): E.Either<string, t.TypeOf<typeof Settings>> =>
  pipe(
    existsSync(file) ? readText(file) : E.right('{}'),
    E.chain((text) => parsed(file, text)),
    E.chain((value) =>
      pipe(
        Settings.decode(value),
        E.mapLeft(() => `${file} has no settings of users; give the name of a new file`),
      ),
    ),
  )

const storeIn = (file: string, content: t.TypeOf<typeof Settings>, failed: (text: string) => void): SettingsStore => {
  const kept = new Map(Object.entries(content).map(([user, settings]) => [user, JSON.stringify(settings)]))
  const text = (): string =>
    `{${[...kept].map(([user, settings]) => `\n${JSON.stringify(user)}: ${settings}`).join(',')}\n}\n`
  return {
    read: (user) => Promise.resolve(kept.get(user)),
    write: (user, settings) => {
      kept.delete(user)
      kept.set(user, settings)
      const [oldest] = kept.keys()
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest)
      const saved = E.tryCatch(() => {
        replace(file, text())
      }, messageOf)
      if (E.isRight(saved)) return Promise.resolve()
      failed(unwritable(saved.left))
      return Promise.reject(new Error(saved.left))
    },
  }
}

/** The settings in this file. Left: a sentence that names the mistake. `failed`: told later, where the file cannot be written any more. */
export const settingsFile = (file: string, failed: (text: string) => void): E.Either<string, SettingsStore> =>
  pipe(
    writable(file),
    E.chain(contentOf),
    E.map((content) => storeIn(file, content, failed)),
  )
