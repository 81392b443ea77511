/** The application Dial: rings legs until one answers, then bridges it with the caller until either hangs up. */
import { EMPTY, concat, defer, distinctUntilChanged, filter, map, merge, takeUntil, takeWhile, tap, timer } from 'rxjs'
import type { Observable } from 'rxjs'
import { bridged } from './bridge.js'
import { causeOf, dialStatus, openLeg, ring, sayDial, type Leg, type Run } from './legs.js'
import type { Progress } from './phones.js'
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
    let winner: Leg | undefined
    const settle = (leg: Leg, outcome: Progress | 'Gone'): void => {
      if (outcome === 'Ringing') return
      waiting.delete(leg)
      if (outcome === 'Answer') winner = leg
      else fail(world, caller, leg, causeOf(world, leg, outcome))
    }
    const ringing$ = merge(
      ...legs.map((leg) => ring(world, leg, caller).pipe(map((progress) => ({ leg, progress })))),
    ).pipe(
      tap(({ leg, progress }) => {
        settle(leg, progress)
      }),
      takeWhile(({ progress }) => progress !== 'Answer'),
      filter(({ progress }) => progress === 'Ringing'),
      map(({ progress }) => (progress === 'Ringing' ? progress : 'Busy')),
      distinctUntilChanged(),
      takeUntil(merge(world.channels.over(caller), timer(timeout))),
    )
    const rest$ = defer(() => {
      if (winner !== undefined) return talk(world, caller, winner, [...waiting], run)
      const [status, cause] = world.channels.ending(caller) ? (['CANCEL', 0] as const) : (['NOANSWER', 0] as const)
      waiting.forEach((leg) => {
        abandon(world, caller, leg, status, cause)
      })
      return EMPTY
    })
    return concat(ringing$, rest$)
  })

/** Opens a leg for the caller, who learns at once whom he reaches when there is only one. */
const invite = (world: World, caller: string, target: string, single: boolean, run: Run): readonly Leg[] => {
  const { channels } = world
  const from = channels.get(caller)
  if (from === undefined) return []
  const local = /^Local\//i.test(target)
  const leg = openLeg(
    world,
    target,
    {
      connected: from.caller,
      exten: from.exten,
      linkedid: from.linkedid,
      ...(local ? { caller: { number: from.exten, name: '' } } : {}),
    },
    run,
  )
  if (leg === undefined) return []
  channels.patch(leg.uniqueid, { application: 'AppDial', data: '(Outgoing Line)' })
  sayDial(world, 'DialBegin', caller, leg, `DialString: ${leg.dialString}`)
  if (single && !local) see(world, caller, leg)
  return [leg]
}

const see = (world: World, caller: string, leg: Leg): void => {
  const to = world.channels.get(leg.uniqueid)
  if (to !== undefined) world.channels.change(caller, 'NewConnectedLine', { connected: to.caller })
}

const abandon = (world: World, caller: string, leg: Leg, status: string, cause: number): void => {
  sayDial(world, 'DialEnd', caller, leg, `DialStatus: ${status}`)
  world.channels.ask(leg.uniqueid, cause)
  world.channels.end(leg.uniqueid)
}

/** A leg that failed leaves its cause with the caller, whose own end it may become. */
const fail = (world: World, caller: string, leg: Leg, cause: number): void => {
  abandon(world, caller, leg, dialStatus(cause), 0)
  world.channels.patch(caller, { cause })
}

const talk = (world: World, caller: string, winner: Leg, losers: readonly Leg[], run: Run): Observable<Progress> => {
  const { channels } = world
  channels.patch(caller, { cause: 0 })
  channels.change(winner.uniqueid, 'Newstate', { state: 'Up' })
  if (losers.length > 0) see(world, caller, winner)
  losers.forEach((leg) => {
    sayDial(world, 'DialEnd', caller, leg, 'DialStatus: CANCEL')
  })
  channels.patch(winner.uniqueid, { exten: '' })
  sayDial(world, 'DialEnd', caller, winner, 'DialStatus: ANSWER')
  return concat(takeCall(world, caller), bridged(world, winner.uniqueid, caller), leave(world, winner.uniqueid, run))
}

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
    const transfer = world.channels.get(leg)?.transfer
    if (transfer !== undefined && !world.channels.ending(leg)) {
      world.channels.patch(leg, { transfer: undefined })
      world.spawn(run(world, leg, transfer.exten, transfer.context))
    } else {
      world.channels.ask(leg, 16)
      world.channels.end(leg)
    }
    return EMPTY
  })
