/** The application Dial: rings legs until one answers, then bridges this leg with the caller until one of the two hangs up. */
import {
  EMPTY,
  concat,
  concatMap,
  defer,
  distinctUntilChanged,
  filter,
  map,
  merge,
  of,
  takeUntil,
  takeWhile,
  timer,
} from 'rxjs'
import type { Observable } from 'rxjs'
import { bridged } from './bridge.js'
import { causeOf, dialStatus, openLeg, ring, emitDial, type Leg, type RunExtension } from './legs.js'
import type { Progress } from './phones.js'
import { NOBODY } from './simulatedChannel.js'
import type { World } from './world.js'

/** Emits the tones of the caller. Completes when the call is over or when nobody answered; then the dialplan goes on. */
export const dialTargets = (
  world: World,
  caller: string,
  targets: readonly string[],
  timeout: number,
  run: RunExtension,
): Observable<Progress> =>
  defer(() => {
    const legs = targets.flatMap((target) => invite(world, caller, target, targets.length === 1, run))
    const waiting = new Set(legs)
    const limit$ = merge(world.channels.leaving(caller), timer(timeout))
    const rung$ = merge(...legs.map((leg) => rung(world, leg, caller, waiting)))
    const ringing$ = rung$.pipe(takeUntil(limit$))
    const call$ = ringing$.pipe(
      takeWhile(({ progress }) => progress !== 'Answer', true),
      concatMap(({ leg, progress }): Observable<Progress> => {
        if (progress === 'Ringing') return of(progress)
        waiting.delete(leg)
        if (progress === 'Answer') return answered(world, caller, leg, waiting)
        fail(world, caller, leg, causeOf(world, leg, progress))
        return EMPTY
      }),
      distinctUntilChanged(),
    )
    return concat(call$, endRinging(world, caller, waiting))
  })

interface Rung {
  readonly leg: Leg
  readonly progress: Progress | 'Gone'
}

/** Rings a leg. Another phone may pick the call up: it then answers in the place of the leg. */
const rung = (world: World, leg: Leg, caller: string, waiting: Set<Leg>): Observable<Rung> =>
  merge(
    ring(world, leg, caller).pipe(map((progress): Rung => ({ leg, progress }))),
    world.pickup$.pipe(
      filter(({ target }) => target === leg.uniqueid),
      map(({ picker }): Rung => {
        waiting.delete(leg)
        return { leg: { ...leg, uniqueid: picker }, progress: 'Answer' }
      }),
    ),
  ).pipe(takeWhile(({ progress }) => progress === 'Ringing', true))

/** Opens a leg for the caller. A caller with a single target is shown the called party at once. */
const invite = (world: World, caller: string, target: string, single: boolean, run: RunExtension): readonly Leg[] => {
  const from = world.channels.get(caller)
  if (from === undefined) return []
  const local = /^Local\//i.test(target)
  const invitation = {
    connected: from.caller,
    exten: from.exten,
    linkedid: from.linkedid,
    caller: local ? { ...NOBODY, number: from.exten } : undefined,
  }
  const leg = openLeg(world, target, invitation, run)
  if (leg === undefined) return []
  world.channels.patch(leg.uniqueid, { application: 'AppDial', data: '(Outgoing Line)' })
  emitDial(world, 'DialBegin', caller, leg, `DialString: ${leg.dialString}`)
  if (single && !local) showConnected(world, caller, leg)
  return [leg]
}

const showConnected = (world: World, caller: string, leg: Leg): void => {
  const to = world.channels.get(leg.uniqueid)
  if (to !== undefined) world.channels.change(caller, 'NewConnectedLine', { connected: to.caller })
}

/** Ends a leg that failed. Its cause becomes the caller's cause, until something else sets it. */
const fail = (world: World, caller: string, leg: Leg, cause: number): void => {
  emitDial(world, 'DialEnd', caller, leg, `DialStatus: ${dialStatus(cause)}`)
  world.channels.end(leg.uniqueid)
  world.channels.patch(caller, { cause })
}

/** Ends the legs that still ring when the caller is gone or the time is up. */
const endRinging = (world: World, caller: string, waiting: Set<Leg>): Observable<never> =>
  defer(() => {
    const { channels } = world
    const gone = channels.isLeaving(caller)
    waiting.forEach((leg) => {
      emitDial(world, 'DialEnd', caller, leg, `DialStatus: ${gone ? 'CANCEL' : 'NOANSWER'}`)
      channels.end(leg.uniqueid)
    })
    // AMI's Hangup gives no cause: the end of a Dial counts as a normal one
    if (channels.isEnding(caller) && channels.get(caller)?.cause === 0) channels.patch(caller, { cause: 16 })
    return EMPTY
  })

/** Ends the other legs, and bridges the two until one of them leaves. */
const answered = (world: World, caller: string, winner: Leg, losers: Set<Leg>): Observable<Progress> => {
  const { channels } = world
  channels.patch(caller, { cause: 0 })
  if (channels.get(winner.uniqueid)?.state !== 'Up') channels.change(winner.uniqueid, 'Newstate', { state: 'Up' })
  if (losers.size > 0) showConnected(world, caller, winner)
  losers.forEach((leg) => {
    emitDial(world, 'DialEnd', caller, leg, 'DialStatus: CANCEL')
  })
  channels.patch(winner.uniqueid, { exten: '' })
  emitDial(world, 'DialEnd', caller, winner, 'DialStatus: ANSWER')
  return concat(takeCall(world, caller), dismiss(world, losers), talk(world, winner.uniqueid, caller))
}

const dismiss = ({ channels }: World, losers: Set<Leg>): Observable<never> =>
  defer(() => {
    losers.forEach(({ uniqueid }) => {
      channels.requestHangup(uniqueid, 26)
      channels.end(uniqueid)
    })
    losers.clear()
    return EMPTY
  })

/** Sets the caller's channel to Up, unless it is Up already. */
export const takeCall = (world: World, caller: string): Observable<Progress> =>
  defer((): readonly Progress[] => {
    if (world.channels.get(caller)?.state === 'Up') return []
    world.channels.change(caller, 'Newstate', { state: 'Up' })
    return ['Answer']
  })

/** Bridges two channels until one of them leaves. The dialled one then ends, or moves. */
export const talk = (world: World, leg: string, caller: string): Observable<never> =>
  concat(bridged(world, leg, caller), endDialled(world, leg))

const endDialled = (world: World, leg: string): Observable<never> =>
  defer(() => {
    const { channels } = world
    const next$ = channels.takeMove(leg)
    if (next$ === undefined) {
      channels.requestHangup(leg, 16)
      channels.end(leg)
    } else world.spawn(next$)
    return EMPTY
  })
