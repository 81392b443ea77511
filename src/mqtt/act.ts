/** The actions that a message may cause, on an Asterisk. Each is sent once, and only while there is a link. */
import { defer, map, mergeMap, type Observable, of, take, throwError } from 'rxjs'
import { AmiError, type Asterisk, type DeviceState, type Failure } from '../index.js'
import type { MqttAction } from './settings.js'

/** The one action of a button or a command. */
export type Act =
  | { readonly _tag: 'Call'; readonly call: NonNullable<MqttAction['call']> }
  | { readonly _tag: 'Hangup'; readonly device: string }
  | { readonly _tag: 'DbWrite'; readonly key: string; readonly value: string }
  | { readonly _tag: 'UserEvent'; readonly name: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly _tag: 'Digits'; readonly device: string; readonly digits: string }
  /** Sets an item; it concerns no Asterisk, or a house passes it on. */
  | { readonly _tag: 'Item'; readonly set: () => boolean }

/** The act of settings, which have exactly one. */
export const actOf = ({ call, hangup, dbWrite, userEvent, digits }: MqttAction): Act | undefined => {
  if (call !== undefined) return { _tag: 'Call', call }
  if (hangup !== undefined) return { _tag: 'Hangup', device: hangup }
  if (dbWrite !== undefined) return { _tag: 'DbWrite', ...dbWrite }
  if (userEvent !== undefined) return { _tag: 'UserEvent', name: userEvent.name, headers: userEvent.headers ?? {} }
  return digits === undefined ? undefined : { _tag: 'Digits', ...digits }
}

/** The action in Asterisk's words, for a failure before it is sent. */
export const ACTIONS: Readonly<Record<Act['_tag'], string>> = {
  Call: 'Originate',
  Hangup: 'Hangup',
  DbWrite: 'DBPut',
  UserEvent: 'UserEvent',
  Digits: 'PlayDTMF',
  Item: 'set',
}

/** The channel into which a device speaks. */
const talking = ({ channels }: DeviceState): string | undefined => channels.find(({ state }) => state === 'up')?.name

const noCall = (device: string): Observable<never> =>
  throwError(() => new AmiError({ _tag: 'InvalidAction', action: 'PlayDTMF', why: `${device} is in no call` }))

const UNFIT: Failure = { _tag: 'InvalidAction', action: 'set', why: 'the value does not fit the item' }

/** Does it; emits the result for the sender, and fails like the function of the Asterisk. */
export const perform = (asterisk: Asterisk, act: Act): Observable<unknown> => {
  switch (act._tag) {
    case 'Call': {
      const { source, dest, context, ...options } = act.call
      return asterisk.call(source, dest, context, options).pipe(map(({ channel, uniqueid }) => ({ channel, uniqueid })))
    }
    case 'Hangup':
      return asterisk.hangup(act.device).pipe(map((channels) => ({ channels })))
    case 'DbWrite':
      return asterisk.dbWrite(act.key, act.value).pipe(map(() => null))
    case 'UserEvent':
      return asterisk.sendUserEvent(act.name, act.headers).pipe(map(() => null))
    case 'Item':
      return defer(() => (act.set() ? of(null) : throwError(() => new AmiError(UNFIT))))
    case 'Digits':
      return asterisk.deviceState(act.device).pipe(
        take(1),
        mergeMap((state) => {
          const channel = talking(state)
          return channel === undefined ? noCall(act.device) : asterisk.sendDtmf(channel, act.digits)
        }),
        map(() => null),
      )
  }
}
