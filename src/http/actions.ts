/** The actions of the routes: each is a cold Observable of its answer, and nothing is sent twice. */
import * as O from 'fp-ts/lib/Option.js'
import { defer, forkJoin, map, type Observable, of, catchError, throwError } from 'rxjs'
import { type Asterisk, failureOf, type Leg, type LiveCall } from '../index.js'
import type { LiveBoard } from './board.js'
import type { Collection } from './boardState.js'
import { textIn, textsIn } from './fields.js'
import { legsOf } from './callJson.js'
import type { JsonObject } from './json.js'
import { fail } from './known.js'
import type { HttpOptions } from './options.js'
import type { ROUTES } from './routes.js'
import { absent } from './reads.js'
import { isSeen, type Sight } from './view.js'

/** An action with all that it needs. */
export interface Acting {
  readonly asterisk: Asterisk
  readonly board: LiveBoard
  readonly options: HttpOptions
  readonly sight: Sight
  readonly params: Readonly<Record<string, string>>
  readonly body: JsonObject
}

type Act = (acting: Acting) => Observable<JsonObject | undefined>

export type ActionRoute = Extract<(typeof ROUTES)[number], { readonly action: string }>['name']

const id = ({ params }: Acting): string => params['id'] ?? ''

const nothing = map((): undefined => undefined)

/** Fails for what is not there, and for what this user does not see: both look the same. */
const mustSee = ({ board, sight }: Acting, collection: Collection, key: string): JsonObject => {
  const value = board.now().collections[collection]?.get(key)
  return value !== undefined && isSeen(sight, collection, key, value) ? value : fail(absent(board, collection))
}

/** A call by its id, or by the Uniqueid of one of its sides. */
const callOf = (acting: Acting): LiveCall => {
  const key = id(acting)
  const found =
    acting.board.call(key) ?? acting.board.calls().find((call) => legsOf(call).some(({ uniqueid }) => uniqueid === key))
  if (found === undefined) return fail(absent(acting.board, 'calls', 'such call'))
  mustSee(acting, 'calls', found.id)
  return found
}

/** The living sides of a call. */
const living = ({ board }: Acting, call: LiveCall): readonly Leg[] =>
  legsOf(call).filter(({ uniqueid }) => board.channel(uniqueid) !== undefined)

/** The side of a call that is moved, and the side that talks to it. */
const sides = (acting: Acting, call: LiveCall): { readonly moved: string; readonly other: Leg | undefined } => {
  const legs = living(acting, call)
  const wanted = textIn(acting.body, 'leg')
  const leg =
    wanted === undefined ? legs[0] : legs.find(({ device, uniqueid }) => wanted === device || wanted === uniqueid)
  if (leg === undefined) return fail({ _tag: 'NotFound', what: 'such side of the call' })
  return {
    moved: acting.board.channel(leg.uniqueid)?.name ?? leg.channel,
    other: legs.find(({ uniqueid }) => uniqueid !== leg.uniqueid),
  }
}

/** Two to six digits: inside numbers. */
const NUMBERS = /^\d{2,6}$/

const numberIn = ({ body, options }: Acting, name: string): string => {
  const number = textIn(body, name) ?? ''
  const allowed = options.numbers ?? NUMBERS
  // a pattern with the flag g or y remembers its last place
  allowed.lastIndex = 0
  return allowed.test(number) && /^[\w*#+.-]+$/.test(number)
    ? number
    : fail({ _tag: 'NotAllowed', why: `${name} is a number that this server may not dial` })
}

const contextIn = ({ body, options }: Acting): string => {
  const contexts = options.contexts ?? ['internal']
  const context = textIn(body, 'context') ?? contexts[0]
  return context !== undefined && contexts.includes(context)
    ? context
    : fail({ _tag: 'NotAllowed', why: 'this server may not use that context' })
}

/** A phone that this user sees. A name alone is one of PJSIP; `Local/…` and `PJSIP/number@trunk` would dial anything. */
const phoneIn = (acting: Acting, name: string): { readonly device: string; readonly source: string } => {
  const given = textIn(acting.body, name) ?? ''
  const [, technology = 'PJSIP', device = ''] = /^(?:(PJSIP|SIP|IAX2|DAHDI|SCCP)\/)?([\w.-]+)$/i.exec(given) ?? []
  if (device === '') return fail({ _tag: 'NotAllowed', why: `${name} must be a phone, such as 2222` })
  mustSee(acting, 'devices', device)
  return { device, source: `${technology}/${device}` }
}

const answered = map(({ channel, uniqueid }: { channel: string; uniqueid: string }) => ({
  outcome: 'answered',
  call: { channel, uniqueid },
}))

/** A side that has ended meanwhile is fine. */
const ended = (asterisk: Asterisk, channel: string): Observable<unknown> =>
  asterisk.send({ Action: 'Hangup', Channel: channel }).pipe(
    catchError((error: unknown) => {
      const failure = failureOf(error)
      const isGone = failure?._tag === 'Refused' && failure.message === 'No such channel'
      return isGone ? of(undefined) : throwError((): unknown => error)
    }),
  )

const userOf = (acting: Acting): string => {
  mustSee(acting, 'rooms', id(acting))
  return acting.board.channel(acting.params['user'] ?? '')?.name ?? fail({ _tag: 'NotFound', what: 'such user' })
}

const inRoom =
  (Action: 'ConfbridgeMute' | 'ConfbridgeUnmute' | 'ConfbridgeKick'): Act =>
  (acting) =>
    acting.asterisk.send({ Action, Conference: id(acting), Channel: userOf(acting) }).pipe(nothing)

const ACTS: Readonly<Record<ActionRoute, Act>> = {
  place: (acting) => {
    const { source } = phoneIn(acting, 'source')
    const callerId = textIn(acting.body, 'callerId')
    return acting.asterisk
      .call(source, numberIn(acting, 'destination'), contextIn(acting), callerId === undefined ? {} : { callerId })
      .pipe(answered)
  },
  end: (acting) => {
    const legs = living(acting, callOf(acting))
    if (legs.length === 0) return fail({ _tag: 'NotFound', what: 'such call' })
    return forkJoin(legs.map(({ uniqueid }) => ended(acting.asterisk, uniqueid))).pipe(nothing)
  },
  hangup: (acting) => {
    mustSee(acting, 'devices', id(acting))
    return acting.asterisk.hangup(id(acting)).pipe(nothing)
  },
  transfer: (acting) => {
    const { moved } = sides(acting, callOf(acting))
    return acting.asterisk.redirect(moved, contextIn(acting), numberIn(acting, 'to')).pipe(nothing)
  },
  park: (acting) => {
    const { moved, other } = sides(acting, callOf(acting))
    const lot = textIn(acting.body, 'lot')
    const parker = other === undefined ? undefined : `${other.technology}/${other.device}`
    return acting.asterisk
      .park(moved, { lot, parker })
      .pipe(map(({ lot: where, space }) => ({ outcome: 'parked', lot: where, space })))
  },
  take: (acting) => {
    const call = callOf(acting)
    const { device, source } = phoneIn(acting, 'to')
    if (O.isSome(call.parked))
      return acting.asterisk.retrieve(call.parked.value.lot, call.parked.value.space, source).pipe(answered)
    const { moved } = sides(acting, call)
    return acting.asterisk.redirect(moved, contextIn(acting), device).pipe(nothing)
  },
  retrieve: (acting) => {
    const parked = mustSee(acting, 'parked', id(acting))
    const { source } = phoneIn(acting, 'to')
    return acting.asterisk.retrieve(textIn(parked, 'lot') ?? '', textIn(parked, 'space') ?? '', source).pipe(answered)
  },
  pause: (acting) => {
    mustSee(acting, 'queues', id(acting))
    const reason = textIn(acting.body, 'reason')
    return acting.asterisk
      .send({
        Action: 'QueuePause',
        Queue: id(acting),
        Interface: acting.params['interface'] ?? '',
        Paused: acting.body['paused'] === true,
        ...(reason === undefined ? {} : { Reason: reason }),
      })
      .pipe(nothing)
  },
  mute: inRoom('ConfbridgeMute'),
  unmute: inRoom('ConfbridgeUnmute'),
  kick: inRoom('ConfbridgeKick'),
  userEvent: (acting) =>
    acting.asterisk.sendUserEvent(textIn(acting.body, 'name') ?? '', textsIn(acting.body, 'headers')).pipe(nothing),
}

export const isAction = (name: string): name is ActionRoute => Object.hasOwn(ACTS, name)

/** The answer of an action; undefined: done, and nothing to say. Fails with a `ProblemError`, or with the failure of the library. */
export const act = (name: ActionRoute, acting: Acting): Observable<JsonObject | undefined> =>
  defer(() => ACTS[name](acting))
