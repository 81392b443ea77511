/** The settings of a bridge: the things that it shows, and the few that it lets others do. All that is not named does not exist. */
import type { Observable } from 'rxjs'
import type { CallerId } from '../index.js'

/** A phone. */
export interface PhoneSettings {
  /** The name for people. Default: the name of the device. */
  readonly name?: string | undefined
  /** The room of Home Assistant that is suggested. */
  readonly area?: string | undefined
  /** True adds a button that ends every call of the phone. Default: false. */
  readonly hangup?: boolean | undefined
  /** True shows the keys that are pressed during a call; needs `read=dtmf`. Default: false. */
  readonly dtmf?: boolean | undefined
  /** False hides if the phone is registered. Default: true. */
  readonly registered?: boolean | undefined
}

/** A UserEvent. */
export interface UserEventSettings {
  /** The name for people. Default: the name of the event. */
  readonly name?: string | undefined
  /** True for a doorbell: Home Assistant rings. Default: false. */
  readonly doorbell?: boolean | undefined
}

/** The one thing that a button does. The message on the button's topic chooses nothing. */
export interface MqttAction {
  /** Rings `source`, and connects it with extension `dest` of `context`. `timeout` in milliseconds. */
  readonly call?:
    | {
        readonly source: string
        readonly dest: string
        readonly context: string
        readonly callerId?: CallerId | undefined
        readonly timeout?: number | undefined
      }
    | undefined
  /** Ends every call of this device. */
  readonly hangup?: string | undefined
  readonly dbWrite?: { readonly key: string; readonly value: string } | undefined
  readonly userEvent?:
    { readonly name: string; readonly headers?: Readonly<Record<string, string>> | undefined } | undefined
  /** Sends digits into the call of a device, such as the code of a door. */
  readonly digits?: { readonly device: string; readonly digits: string } | undefined
}

/** A button: its name for people, and exactly one action. */
export interface ButtonSettings extends MqttAction {
  /** Default: the key of the button. */
  readonly name?: string | undefined
}

/** A switch: `1` or `0` in the AstDB. */
export interface SwitchSettings {
  /** Default: the key of the switch. */
  readonly name?: string | undefined
  /** `family/key` */
  readonly db: string
  /** The UserEvent that the dialplan sends after a change of this key: AMI does not announce changes. */
  readonly changedBy?: string | undefined
}

/** The limits of commands by MQTT. A command that is not named does not exist, and an empty list allows nothing. */
export interface CommandSettings {
  readonly call?:
    | {
        readonly sources: readonly string[]
        readonly contexts: readonly string[]
        /** A regular expression for the whole extension. */
        readonly extensions: string
        /** The caller ids that a command may show. Default: none. */
        readonly callerIds?: readonly string[] | undefined
      }
    | undefined
  readonly hangup?: { readonly devices: readonly string[] } | undefined
  readonly dbWrite?: { readonly keys: readonly string[] } | undefined
  readonly userEvent?: { readonly names: readonly string[] } | undefined
  readonly digits?: { readonly devices: readonly string[] } | undefined
}

/** Items of a smarthome directory. */
export interface ItemSelection {
  /** Default: the path of the item. */
  readonly name?: string | undefined
  /** True lets messages set the item. Default: false. */
  readonly set?: boolean | undefined
}

/** A value with a name. */
export interface MqttItem {
  /** The name in topics and ids: `office.fon`. */
  readonly path: string
  /** The name for people. */
  readonly name: string
  readonly type: 'bool' | 'num' | 'str'
  /** The present value first, then each later one. */
  readonly value$: Observable<unknown>
  /** Sets the value; false for a value that does not fit. Where it is missing, no message can set the item. */
  readonly set?: ((value: boolean | number | string) => boolean) | undefined
}

/** The settings of a bridge; all may be left out. Each name is the name in Asterisk, and chooses topics and ids: they stay for ever. */
export interface MqttSettings {
  /** The name of this Asterisk in topics and ids, of `a-z`, `0-9`, `_` and `-`. Default: 'asterisk'. */
  readonly server?: string | undefined
  /** True announces everything to Home Assistant. `prefix`: of its discovery; `status`: the topic of its birth. Default: true. */
  readonly homeassistant?:
    boolean | { readonly prefix?: string | undefined; readonly status?: string | undefined } | undefined
  /** `bridge`: entities stay available while Asterisk is away, with their last values. Default: 'all'. */
  readonly availability?: 'all' | 'bridge' | undefined
  /** Milliseconds without Asterisk until `link` is `offline`: a restart may take this time unnoticed. Default: 5000. */
  readonly offlineAfter?: number | undefined
  /** Phones, as `2222` (in any technology) or `PJSIP/2222`. */
  readonly devices?: Readonly<Record<string, PhoneSettings>> | undefined
  /** Groups of devices: the state of the busiest one. */
  readonly groups?: Readonly<Record<string, readonly string[]>> | undefined
  /** Mailboxes, as `2222` or `2222@office`. */
  readonly mailboxes?: readonly string[] | undefined
  /** UserEvents by name. */
  readonly events?: Readonly<Record<string, UserEventSettings>> | undefined
  /** True shows calls and missed calls, with numbers and names of people. Default: false. */
  readonly calls?: boolean | undefined
  /** Keys of the AstDB that are shown, as `family/key`. */
  readonly db?: readonly string[] | undefined
  readonly buttons?: Readonly<Record<string, ButtonSettings>> | undefined
  readonly switches?: Readonly<Record<string, SwitchSettings>> | undefined
  readonly commands?: CommandSettings | undefined
  /** Items that `rx-asterisk run` shows, by paths or patterns such as `*.fon`; a program gives items to `mqttBridge`. */
  readonly items?: Readonly<Record<string, ItemSelection>> | undefined
}

/** The settings with every default filled in. */
export interface Filled {
  readonly server: string
  readonly homeassistant: { readonly prefix: string; readonly status: string } | undefined
  readonly availability: 'all' | 'bridge'
  readonly offlineAfter: number
  readonly devices: Readonly<Record<string, PhoneSettings>>
  readonly groups: Readonly<Record<string, readonly string[]>>
  readonly mailboxes: readonly string[]
  readonly events: Readonly<Record<string, UserEventSettings>>
  readonly calls: boolean
  readonly db: readonly string[]
  readonly buttons: Readonly<Record<string, ButtonSettings>>
  readonly switches: Readonly<Record<string, SwitchSettings>>
  readonly commands: CommandSettings
  readonly items: readonly MqttItem[]
}

const HOME_ASSISTANT = { prefix: 'homeassistant', status: 'homeassistant/status' }

const homeAssistantOf = (given: MqttSettings['homeassistant']): Filled['homeassistant'] => {
  if (given === false) return undefined
  const { prefix, status } = given === true || given === undefined ? HOME_ASSISTANT : given
  const chosen = prefix ?? HOME_ASSISTANT.prefix
  return { prefix: chosen, status: status ?? `${chosen}/status` }
}

/** Fills in the defaults. */
export const filled = (given: MqttSettings, items: readonly MqttItem[] = []): Filled => ({
  server: given.server ?? 'asterisk',
  homeassistant: homeAssistantOf(given.homeassistant),
  availability: given.availability ?? 'all',
  offlineAfter: given.offlineAfter ?? 5000,
  devices: given.devices ?? {},
  groups: given.groups ?? {},
  mailboxes: given.mailboxes ?? [],
  events: given.events ?? {},
  calls: given.calls ?? false,
  db: given.db ?? [],
  buttons: given.buttons ?? {},
  switches: given.switches ?? {},
  commands: given.commands ?? {},
  items,
})

/** All keys of the AstDB that are shown. */
export const keysShown = ({ db, switches }: Filled): readonly string[] => [
  ...new Set([...db, ...Object.values(switches).map((each) => each.db)]),
]
