/** Phones: who they are, and how they take a call. */
import { NEVER, concat, ignoreElements, map, of, timer, type Observable } from 'rxjs'
import type { Manner } from './options.js'
import type { Party } from './snapshot.js'
import type { World } from './world.js'

/** How a call to a leg gets on. */
export type Progress = 'Ringing' | 'Answer' | 'Busy' | 'Congestion'

/** `"Haus" <1>`, `Haus <1>`, `1`: a caller id as Asterisk reads it (`ast_callerid_parse`). */
export const parseParty = (text: string): Party => {
  const [, name = '', number = ''] = /^\s*"?([^"<]*?)"?\s*<([^>]*)>\s*$/.exec(text) ?? []
  if (number !== '') return { name, number }
  return /^[\d*#+]+$/.test(text.trim()) ? { name: '', number: text.trim() } : { name: text.trim(), number: '' }
}

/** What an endpoint shows as its own caller id. */
export const partyOf = (world: World, endpoint: string): Party => {
  const given = world.options.callerIds?.[endpoint]
  return given === undefined ? { number: endpoint.slice(endpoint.indexOf('/') + 1), name: '' } : parseParty(given)
}

/** Whether a call to it can be tried at all. */
export const reachable = (world: World, endpoint: string): boolean => {
  const manner = world.phones.get(endpoint)
  return manner !== undefined && manner._tag !== 'Unregistered'
}

/** The From header of an INVITE. */
export const fromHeader = ({ name, number }: Party): string => {
  if (number === '' && name === '') return '"Anonymous" <sip:anonymous@anonymous.invalid>'
  return `${name === '' ? '' : `"${name}" `}<sip:${number}@127.0.0.1>`
}

/** Why a phone hung up or never took the call, as Q.850 cause, after what it did until then. */
interface Taking {
  readonly progress$: Observable<Progress>
  readonly cause: number
}

/** What a phone does with a call: its progress, and when that completes, the phone is done with the call. */
export const taking = (manner: Manner | undefined): Taking => {
  switch (manner?._tag) {
    case 'Answers': {
      const rings$ = concat(of('Ringing' as const), timer(manner.after).pipe(map(() => 'Answer' as const)))
      const talk$ = manner.talk === undefined ? NEVER : timer(manner.talk).pipe(ignoreElements())
      return { progress$: concat(rings$, talk$), cause: 16 }
    }
    case 'Rings':
      return { progress$: concat(of('Ringing' as const), NEVER), cause: 16 }
    case 'Busy':
      return { progress$: timer(0).pipe(ignoreElements()), cause: 17 }
    case 'Rejects':
      return { progress$: concat(of('Ringing' as const), timer(0).pipe(ignoreElements())), cause: 21 }
    case 'Unregistered':
    case undefined:
      return { progress$: timer(0).pipe(ignoreElements()), cause: 0 }
  }
}
