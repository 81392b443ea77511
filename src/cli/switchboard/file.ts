/** The file of `switchboard --users`: users, tokens, groups and names. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { HttpOptions } from '../../http/index.js'
import { readText } from '../readText.js'

const Action = t.keyof({
  call: null,
  hangup: null,
  transfer: null,
  park: null,
  pause: null,
  mute: null,
  kick: null,
  userEvent: null,
})

const Rights = t.partial({
  allow: t.readonlyArray(Action),
  groups: t.readonlyArray(t.string),
  privacy: t.keyof({ none: null, numbers: null, all: null }),
})

const UsersFile = t.exact(
  t.partial({
    users: t.readonlyArray(t.intersection([t.type({ name: t.string }), t.partial({ password: t.string }), Rights])),
    tokens: t.readonlyArray(t.intersection([t.type({ name: t.string, sha256: t.string }), Rights])),
    groups: t.record(
      t.string,
      t.intersection([
        t.type({ devices: t.readonlyArray(t.string) }),
        t.partial({ queues: t.readonlyArray(t.string) }),
      ]),
    ),
    names: t.record(t.string, t.string),
    registrations: t.readonlyArray(t.string),
    mailboxes: t.readonlyArray(t.string),
    title: t.string,
    popUrl: t.string,
  }),
)

/** A user without a password is one whom a proxy names; no password fits it. */
const withPassword = ({ users, ...more }: t.TypeOf<typeof UsersFile>): FileOptions => ({
  ...more,
  ...(users === undefined ? {} : { users: users.map((user) => ({ ...user, password: user.password ?? '' })) }),
})

type FileOptions = Partial<
  Pick<HttpOptions, 'users' | 'tokens' | 'groups' | 'names' | 'registrations' | 'mailboxes' | 'title' | 'popUrl'>
>

/** The place of the first mistake, without the value: it may be a password. */
const placeOf = (errors: t.Errors): string =>
  errors[0]?.context
    .map(({ key }) => key)
    .filter((key) => key !== '' && !/^\d$/.test(key))
    .join('.') ?? ''

/** The value of a file of JSON. Left: a sentence that names the file. */
export const parsed = (file: string, text: string): E.Either<string, unknown> =>
  E.tryCatch(
    (): unknown => JSON.parse(text),
    () => `${file} is no JSON`,
  )

/** Reads the file. Left: a sentence that names the mistake. */
export const usersFile = (file: string): E.Either<string, FileOptions> =>
  pipe(
    readText(file),
    E.chain((text) => parsed(file, text)),
    E.chain((value) =>
      pipe(
        UsersFile.decode(value),
        E.map(withPassword),
        E.mapLeft((errors) => `${file}: ${placeOf(errors)} cannot be understood; docs/switchboard.md shows the file`),
      ),
    ),
  )
