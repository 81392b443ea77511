/** Phones: their caller ids, and the way in which they handle a call. */
import { NEVER, concat, ignoreElements, map, of, timer, type Observable } from 'rxjs'
import type { PhoneBehaviour } from './options.js'
import type { SimulatedParty } from './simulatedChannel.js'
import type { World } from './world.js'

/** A step of a call to a leg. */
export type Progress = 'Ringing' | 'Answer' | 'Busy' | 'Congestion'

/** `"Haus" <1>`, `Haus <1>`, `1`: a caller id as Asterisk reads it (`ast_callerid_parse`). */
export const parseParty = (text: string): SimulatedParty => {
  const [, name = '', number = ''] = /^\s*"?([^"<]*?)"?\s*<([^>]*)>\s*$/.exec(text) ?? []
  if (number !== '') return { name, number }
  return /^[\d*#+]+$/.test(text.trim()) ? { name: '', number: text.trim() } : { name: text.trim(), number: '' }
}

/** The caller id that an endpoint shows as its own. */
export const partyOf = (world: World, endpoint: string): SimulatedParty => {
  const given = world.options.callerIds?.[endpoint]
  return given === undefined ? { number: endpoint.slice(endpoint.indexOf('/') + 1), name: '' } : parseParty(given)
}

/** The From header of an INVITE. */
export const fromHeader = ({ name, number }: SimulatedParty): string => {
  if (number === '' && name === '') return '"Anonymous" <sip:anonymous@anonymous.invalid>'
  return `${name === '' ? '' : `"${name}" `}<sip:${number}@127.0.0.1>`
}

/** The steps of a phone in a call, and the Q.850 cause of its hangup after them. */
interface PhoneReaction {
  readonly progress$: Observable<Progress>
  readonly cause: number
}

/** The reaction of a phone to a call. When its progress completes, the phone hangs up. */
export const reactionOf = (behaviour: PhoneBehaviour | undefined): PhoneReaction => {
  switch (behaviour?._tag) {
    case 'Answers': {
      const rings$ = concat(of('Ringing' as const), timer(behaviour.after).pipe(map(() => 'Answer' as const)))
      const talk$ = behaviour.talk === undefined ? NEVER : timer(behaviour.talk).pipe(ignoreElements())
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
