/** The table of all settings: each with the form that it must have, and the way to fix it. */
import * as E from 'fp-ts/lib/Either.js'
import { ADDRESS_FORM, brokerAddress } from '../brokerAddress.js'
import type { ButtonSettings, MqttSettings } from '../settings.js'
import { isLegalTopic } from '../topics.js'
import { type Codec, count, Flag, list, mapOf, mapOr, oneOf, optional, refined, struct, text } from './codec.js'

const Text = text('a text', 'write a text of one line, at most 1000 characters')
const Device = text('a device', 'write 2222 or PJSIP/2222')
const Source = text('a device with its technology', 'write it like PJSIP/2222', (given) => /^[^/\s]+\/./.test(given))
const Key = text('a key of the AstDB', 'write family/key, such as dnd/office', (given) => /^[^/]+\/./.test(given))
const Topic = text(
  'a topic without + and #',
  'write a topic such as homeassistant',
  (given) => isLegalTopic(given) && !/^\/|\/$/.test(given),
)
const Server = text('a name of a-z, 0-9, _ and -', 'write a short name; it stays in topics and ids for ever', (given) =>
  /^[a-z0-9_-]{1,64}$/.test(given),
)
const LONGEST_DELAY = 2_147_483_647
const Milliseconds = count(
  'a whole number of milliseconds, more than 0',
  'write a number such as 5000',
  (given) => given > 0 && given <= LONGEST_DELAY,
)
const Port = count('a port from 1 to 65535', 'the port of AMI is 5038', (given) => given > 0 && given < 65_536)

const isExpression = (given: string): boolean => E.isRight(E.tryCatch(() => new RegExp(`^(?:${given})$`), String))
const Expression = text('a regular expression', "write one such as '[0-9]{2,4}'", isExpression)

const DIGITS = /^[0-9*#A-D]+$/i
const Digits = text('digits', 'digits are 0 to 9, *, # and A to D', (given) => DIGITS.test(given))

const Phone = struct(
  {
    name: optional(Text),
    area: optional(Text),
    hangup: optional(Flag),
    dtmf: optional(Flag),
    registered: optional(Flag),
  },
  'the settings of a phone',
)

const Event = struct({ name: optional(Text), doorbell: optional(Flag) }, 'the settings of a UserEvent')

const CallerId = mapOr(struct({ name: optional(Text), number: Text }, 'a map with name and number'), Text)

const ACTIONS = {
  call: optional(
    struct(
      { source: Source, dest: Text, context: Text, callerId: optional(CallerId), timeout: optional(Milliseconds) },
      'a call: source, dest and context',
    ),
  ),
  hangup: optional(Device),
  dbWrite: optional(struct({ key: Key, value: Text }, 'key and value')),
  userEvent: optional(
    struct({ name: Text, headers: optional(mapOf(Text, 'headers with texts')) }, 'a UserEvent: name'),
  ),
  digits: optional(struct({ device: Device, digits: Digits }, 'device and digits')),
}

/** The actions of a button, by their keys. */
const actionsIn = ({ call, hangup, dbWrite, userEvent, digits }: ButtonSettings): number =>
  [call, hangup, dbWrite, userEvent, digits].filter((each) => each !== undefined).length

const Button: Codec<ButtonSettings> = refined(
  struct({ name: optional(Text), ...ACTIONS }, 'a button'),
  'a button with one action',
  (button) => (actionsIn(button) === 1 ? undefined : `write one of ${Object.keys(ACTIONS).join(', ')}`),
)

const Switch = struct({ name: optional(Text), db: Key, changedBy: optional(Text) }, 'a switch: db')

const Commands = struct(
  {
    call: optional(
      struct(
        {
          sources: list(Source, 'a list of devices'),
          contexts: list(Text, 'a list of contexts'),
          extensions: Expression,
          callerIds: optional(list(Text, 'a list of caller ids')),
        },
        'the limits of calls: sources, contexts and extensions',
      ),
    ),
    hangup: optional(struct({ devices: list(Device, 'a list of devices') }, 'a map with devices')),
    dbWrite: optional(struct({ keys: list(Key, 'a list of keys') }, 'a map with keys')),
    userEvent: optional(struct({ names: list(Text, 'a list of names') }, 'a map with names')),
    digits: optional(struct({ devices: list(Device, 'a list of devices') }, 'a map with devices')),
  },
  'the limits of commands',
)

const SETTINGS = {
  server: optional(Server),
  homeassistant: optional(
    mapOr(struct({ prefix: optional(Topic), status: optional(Topic) }, 'a map with prefix and status'), Flag),
  ),
  availability: optional(oneOf('all', 'bridge')),
  offlineAfter: optional(Milliseconds),
  devices: optional(mapOf(Phone, 'a map of devices')),
  groups: optional(mapOf(list(Device, 'a list of devices'), 'a map of groups')),
  mailboxes: optional(list(Text, 'a list of mailboxes')),
  events: optional(mapOf(Event, 'a map of UserEvents')),
  calls: optional(Flag),
  db: optional(list(Key, 'a list of keys')),
  buttons: optional(mapOf(Button, 'a map of buttons')),
  switches: optional(mapOf(Switch, 'a map of switches')),
  commands: optional(Commands),
  items: optional(
    mapOf(struct({ name: optional(Text), set: optional(Flag) }, 'the settings of items'), 'a map of items'),
  ),
}

/** The settings of a bridge. */
export const Settings: Codec<MqttSettings> = struct(SETTINGS, 'the settings of a bridge')

const Url = text('a URL of a broker', `write ${ADDRESS_FORM}`, (given) => E.isRight(brokerAddress(given)))

const Broker = struct(
  {
    url: Url,
    username: optional(Text),
    passwordFile: optional(Text),
    ca: optional(Text),
    version: optional(oneOf('4', '5')),
  },
  'a broker: url',
)

const AsteriskLogin = struct(
  {
    host: optional(Text),
    port: optional(Port),
    username: optional(Text),
    passwordFile: optional(Text),
    tls: optional(Flag),
    ca: optional(Text),
  },
  'the login at Asterisk',
)

/** A configuration file. */
export const File = struct(
  { broker: Broker, asterisk: optional(AsteriskLogin), ...SETTINGS },
  'a map with broker, and what the bridge shows',
)
