/** Commands by MQTT: the arguments of a message, within the lists of the settings. Pure. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Act } from './act.js'
import type { CommandSettings } from './settings.js'

/** The longest text of an argument. */
const LONGEST = 256

const Text = new t.Type<string, string, unknown>(
  'Text',
  t.string.is,
  (given, context) =>
    typeof given === 'string' && given.length <= LONGEST && !/[\r\n\0]/.test(given)
      ? t.success(given)
      : t.failure(given, context),
  t.identity,
)

const CallArguments = t.intersection([
  t.type({ source: Text, dest: Text, context: Text }),
  t.partial({ callerId: Text, timeout: t.number }),
])

/** The names of all commands. */
const COMMANDS = ['call', 'hangup', 'dbWrite', 'userEvent', 'digits'] as const
export type CommandName = (typeof COMMANDS)[number]

/** The settings of a command that exists. */
type Allowed<N extends CommandName> = NonNullable<CommandSettings[N]>

/** Left: the part that is missing or not allowed. */
type Read = E.Either<string, Act>

const notAllowed = (what: string): Read => E.left(`${what} is not in the settings of this command`)

const readWith = <A>(codec: t.Type<A, unknown>, form: string, given: unknown, read: (value: A) => Read): Read => {
  const decoded = codec.decode(given)
  return E.isLeft(decoded) ? E.left(`it needs ${form}`) : read(decoded.right)
}

const whole = (expression: string): RegExp => new RegExp(`^(?:${expression})$`)

const callOf = (allowed: Allowed<'call'>, given: unknown): Read =>
  readWith(CallArguments, 'source, dest and context as texts', given, (call) => {
    if (!allowed.sources.includes(call.source)) return notAllowed('this source')
    if (!allowed.contexts.includes(call.context)) return notAllowed('this context')
    if (!whole(allowed.extensions).test(call.dest)) return notAllowed('this dest')
    if (call.callerId !== undefined && allowed.callerIds?.includes(call.callerId) !== true)
      return notAllowed('this callerId')
    const { source, dest, context, callerId, timeout } = call
    return E.right({ _tag: 'Call', call: { source, dest, context, callerId, timeout } })
  })

const hangupOf = (allowed: Allowed<'hangup'>, given: unknown): Read =>
  readWith(t.type({ device: Text }), 'device as a text', given, ({ device }) =>
    allowed.devices.includes(device) ? E.right({ _tag: 'Hangup', device }) : notAllowed('this device'),
  )

const dbWriteOf = (allowed: Allowed<'dbWrite'>, given: unknown): Read =>
  readWith(t.type({ key: Text, value: Text }), 'key and value as texts', given, ({ key, value }) =>
    allowed.keys.includes(key) ? E.right({ _tag: 'DbWrite', key, value }) : notAllowed('this key'),
  )

const UserEventArguments = t.intersection([t.type({ name: Text }), t.partial({ headers: t.record(Text, Text) })])

const userEventOf = (allowed: Allowed<'userEvent'>, given: unknown): Read =>
  readWith(UserEventArguments, 'name, and headers of texts', given, ({ name, headers = {} }) =>
    allowed.names.includes(name) ? E.right({ _tag: 'UserEvent', name, headers }) : notAllowed('this name'),
  )

const digitsOf = (allowed: Allowed<'digits'>, given: unknown): Read =>
  readWith(t.type({ device: Text, digits: Text }), 'device and digits as texts', given, ({ device, digits }) =>
    allowed.devices.includes(device) ? E.right({ _tag: 'Digits', device, digits }) : notAllowed('this device'),
  )

/** The act of a command. Left: a sentence for its sender. */
export const commandAct = (settings: CommandSettings, name: CommandName, given: unknown): Read => {
  const { call, hangup, dbWrite, userEvent, digits } = settings
  switch (name) {
    case 'call':
      return call === undefined ? notAllowed('call') : callOf(call, given)
    case 'hangup':
      return hangup === undefined ? notAllowed('hangup') : hangupOf(hangup, given)
    case 'dbWrite':
      return dbWrite === undefined ? notAllowed('dbWrite') : dbWriteOf(dbWrite, given)
    case 'userEvent':
      return userEvent === undefined ? notAllowed('userEvent') : userEventOf(userEvent, given)
    case 'digits':
      return digits === undefined ? notAllowed('digits') : digitsOf(digits, given)
  }
}

/** The commands that exist. */
export const commandsIn = (settings: CommandSettings): readonly CommandName[] =>
  COMMANDS.filter((name) => settings[name] !== undefined)
