/** Values with names, such as the items of a house: each is a topic, and some may be set. */
import * as E from 'fp-ts/lib/Either.js'
import { distinctUntilChanged, map, type Observable } from 'rxjs'
import type { Act } from './act.js'
import type { MqttItem } from './settings.js'
import { harmless } from './text.js'

/** A value as the text of its topic: a bool is `1` or `0`. */
const itemText = (value: unknown): string => {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'string' || typeof value === 'number' ? harmless(String(value)) : ''
}

export const itemTexts = ({ value$ }: MqttItem): Observable<string> =>
  value$.pipe(map(itemText), distinctUntilChanged())

const NUMBER = /^[+-]?(?:\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})$/

/** The act of a message on `item/<path>/set`. Left: the form that it must have. */
export const itemAct = ({ type, set }: MqttItem, payload: unknown): E.Either<string, Act> => {
  if (set === undefined || typeof payload !== 'string') return E.left('this item cannot be set')
  const setting = (value: boolean | number | string): E.Either<string, Act> =>
    E.right({ _tag: 'Item', set: () => set(value) })
  switch (type) {
    case 'bool':
      return payload === '1' || payload === '0' ? setting(payload === '1') : E.left('this item takes 1 or 0')
    case 'num':
      return NUMBER.test(payload) ? setting(Number(payload)) : E.left('this item takes a number')
    case 'str':
      return setting(harmless(payload))
  }
}
