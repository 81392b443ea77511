/** The application Dial: rings legs until one answers, then bridges it with the caller until either hangs up. */
import {
  EMPTY,
  concat,
  concatMap,
  defer,
  distinctUntilChanged,
  map,
  merge,
  of,
  takeUntil,
  takeWhile,
  timer,
} from 'rxjs'
import type { Observable } from 'rxjs'
import { bridged } from './bridge.js'
import { causeOf, dialStatus, openLeg, ring, sayDial, type Leg, type Run } from './legs.js'
import type { Progress } from './phones.js'
import { NOBODY } from './snapshot.js'
import type { World } from './world.js'

/** Emits what the caller hears; completes when the call is over or nobody answered, and the dialplan goes on. */
export const dialTargets = (
  world: World,
  caller: string,
  targets: readonly string[],
  timeout: number,
  run: Run,
): Observable<Progress> =>
  defer(() => {
    const legs = targets.flatMap((target) => invite(world, caller, target, targets.length === 1, run))
    const waiting = new Set(legs)
    const patience$ = merge(world.channels.over(caller), timer(timeout))
    const rung$ = merge(...legs.map((leg) => ring(world, leg, caller).pipe(map((progress) => ({ leg, progress })))))
    const ringing$ = rung$.pipe(takeUntil(patience$))
    const call$ = ringing$.pipe(
      takeWhile(({ progress }) => progress !== 'Answer', true),
      concatMap(({ leg, progress }): Observable<Progress> => {
        if (progress === 'Ringing') return of(progress)
        waiting.delete(leg)
        if (progress === 'Answer') return answered(world, caller, leg, waiting, run)
        fail(world, caller, leg, causeOf(world, leg, progress))
        return EMPTY
      }),
      distinctUntilChanged(),
    )
    return concat(call$, giveUp(world, caller, waiting))
  })

/** Opens a leg for the caller, who learns at once whom he reaches when there is only one. */
const invite = (world: World, caller: string, target: string, single: boolean, run: Run): readonly Leg[] => {
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
  sayDial(world, 'DialBegin', caller, leg, `DialString: ${leg.dialString}`)
  if (single && !local) see(world, caller, leg)
  return [leg]
}

const see = (world: World, caller: string, leg: Leg): void => {
  const to = world.channels.get(leg.uniqueid)
  if (to !== undefined) world.channels.change(caller, 'NewConnectedLine', { connected: to.caller })
}

/** A leg that failed leaves its cause with the caller, whose own end it may become. */
const fail = (world: World, caller: string, leg: Leg, cause: number): void => {
  sayDial(world, 'DialEnd', caller, leg, `DialStatus: ${dialStatus(cause)}`)
  world.channels.end(leg.uniqueid)
  world.channels.patch(caller, { cause })
}

/** Whoever still rings when the caller is gone or the time is up stops ringing. */
const giveUp = (world: World, caller: string, waiting: Set<Leg>): Observable<never> =>
  defer(() => {
    const { channels } = world
    const gone = channels.ending(caller)
    waiting.forEach((leg) => {
      sayDial(world, 'DialEnd', caller, leg, `DialStatus: ${gone ? 'CANCEL' : 'NOANSWER'}`)
      channels.end(leg.uniqueid)
    })
    // AMI's Hangup names no cause; what ends a Dial ends normally.
    if (gone && channels.get(caller)?.cause === 0) channels.patch(caller, { cause: 16 })
    return EMPTY
  })

/** The others stop ringing, and the two talk until one of them ends. */
const answered = (world: World, caller: string, winner: Leg, losers: Set<Leg>, run: Run): Observable<Progress> => {
  const { channels } = world
  channels.patch(caller, { cause: 0 })
  channels.change(winner.uniqueid, 'Newstate', { state: 'Up' })
  if (losers.size > 0) see(world, caller, winner)
  losers.forEach((leg) => {
    sayDial(world, 'DialEnd', caller, leg, 'DialStatus: CANCEL')
  })
  channels.patch(winner.uniqueid, { exten: '' })
  sayDial(world, 'DialEnd', caller, winner, 'DialStatus: ANSWER')
  return concat(
    takeCall(world, caller),
    dismiss(world, losers),
    bridged(world, winner.uniqueid, caller),
    leave(world, winner.uniqueid, run),
  )
}

const dismiss = ({ channels }: World, losers: Set<Leg>): Observable<never> =>
  defer(() => {
    losers.forEach(({ uniqueid }) => {
      channels.ask(uniqueid, 26)
      channels.end(uniqueid)
    })
    losers.clear()
    return EMPTY
  })

/** The caller's channel is up, once. */
export const takeCall = (world: World, caller: string): Observable<Progress> =>
  defer((): readonly Progress[] => {
    if (world.channels.get(caller)?.state === 'Up') return []
    world.channels.change(caller, 'Newstate', { state: 'Up' })
    return ['Answer']
  })

/** After the bridge the dialled channel ends, unless it was transferred: then it runs another extension. */
const leave = (world: World, leg: string, run: Run): Observable<never> =>
  defer(() => {
    const { channels } = world
    const transfer = channels.get(leg)?.transfer
    if (transfer !== undefined && !channels.ending(leg)) {
      channels.patch(leg, { transfer: undefined })
      world.spawn(run(world, leg, transfer.exten, transfer.context))
    } else {
      channels.ask(leg, 16)
      channels.end(leg)
    }
    return EMPTY
  })
