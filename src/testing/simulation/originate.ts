/** A call that a client asked for: one leg rings; when it answers, it runs an extension or an application. */
import { concat, EMPTY, defer, filter, map, merge, take, timer, type Observable } from 'rxjs'
import { run, runSteps } from './dialplan.js'
import { causeOf, dialStatus, openLeg, ring, emitDial, type Leg } from './legs.js'
import type { Progress } from './phones.js'
import type { SimulatedParty } from './simulatedChannel.js'
import { unpark } from './state/parking.js'
import { wait } from './steps.js'
import type { World } from './world.js'

/** The destination of the answered leg. */
export type Goal =
  | { readonly _tag: 'Exten'; readonly context: string; readonly exten: string }
  | { readonly _tag: 'Application'; readonly application: string; readonly data: string }

export interface Origination {
  readonly channel: string
  readonly goal: Goal
  readonly timeout: number
  readonly caller: SimulatedParty | undefined
  readonly account: string | undefined
  /** The Uniqueid for the leg. */
  readonly channelId: string | undefined
  /** The line that repeats the ActionID, or no line. */
  readonly id: readonly string[]
}

type Outcome = Progress | 'Gone' | 'Timeout'

/**
 * Asterisk's Reason of a call that failed. Busy and congestion come from a dialplan behind a Local channel. A phone that is busy or
 * rejects just hangs up: reason 0, whatever its cause (observed on 22.10: 486 and 603 alike).
 */
const REASONS: Readonly<Record<Exclude<Outcome, 'Ringing' | 'Answer'>, number>> = {
  Busy: 5,
  Congestion: 8,
  Timeout: 3,
  Gone: 0,
}

/** Places the call; completes when OriginateResponse was sent. */
export const originate = (world: World, origination: Origination): Observable<void> =>
  defer(() => {
    const { channel, channelId, caller, account } = origination
    const leg = openLeg(world, channel, { caller, connected: caller, account, uniqueid: channelId }, run)
    if (leg === undefined) {
      emitFailure(world, origination, 0)
      return EMPTY
    }
    emitDial(world, 'DialBegin', undefined, leg, `DialString: ${leg.dialString}`)
    const timeout$ = timer(origination.timeout).pipe(map(() => 'Timeout' as const))
    return merge(ring(world, leg, undefined), timeout$).pipe(
      filter((outcome) => outcome !== 'Ringing'),
      take(1),
      map((outcome) => {
        conclude(world, origination, leg, outcome)
      }),
    )
  })

const conclude = (world: World, origination: Origination, leg: Leg, outcome: Outcome): void => {
  if (outcome === 'Ringing') return
  if (outcome === 'Answer') {
    continueAnswered(world, origination, leg)
    return
  }
  if (outcome !== 'Timeout') {
    emitDial(world, 'DialEnd', undefined, leg, `DialStatus: ${dialStatus(causeOf(world, leg, outcome))}`)
  }
  world.channels.requestHangup(leg.uniqueid, outcome === 'Timeout' ? 19 : 0)
  emitFailure(world, origination, REASONS[outcome])
  world.channels.end(leg.uniqueid)
}

const continueAnswered = (world: World, origination: Origination, leg: Leg): void => {
  const { channels } = world
  emitResponse(world, origination, 'Success', channels.get(leg.uniqueid)?.name ?? '', 4, leg.uniqueid)
  channels.change(leg.uniqueid, 'Newstate', { state: 'Up' })
  emitDial(world, 'DialEnd', undefined, leg, 'DialStatus: ANSWER')
  const { goal } = origination
  if (goal._tag === 'Exten') world.spawn(run(world, leg.uniqueid, goal.exten, goal.context))
  else world.spawn(runApplication(world, leg.uniqueid, goal.application, goal.data))
}

/** Runs an application, and ends the channel. Only Wait and ParkedCall are simulated; any other application ends at once. */
const runApplication = (world: World, uniqueid: string, application: string, data: string): Observable<unknown> => {
  const channel = world.channels.get(uniqueid)
  if (/^wait$/i.test(application)) return runSteps(world, uniqueid, [wait(1000 * Number(data))])
  if (channel === undefined || !/^parkedcall$/i.test(application)) return runSteps(world, uniqueid, [])
  world.channels.patch(uniqueid, { application: 'ParkedCall', data })
  const [lot = '', space = ''] = data.split(',')
  return concat(unpark(world, space, lot, channel), runSteps(world, uniqueid, []))
}

const emitFailure = (world: World, origination: Origination, reason: number): void => {
  emitResponse(world, origination, 'Failure', origination.channel, reason, origination.channelId ?? '<unknown>')
}

const emitResponse = (
  world: World,
  { goal, caller, id }: Origination,
  response: 'Success' | 'Failure',
  channel: string,
  reason: number,
  uniqueid: string,
): void => {
  const where =
    goal._tag === 'Exten'
      ? [`Context: ${goal.context}`, `Exten: ${goal.exten}`]
      : [`Application: ${goal.application}`, `Data: ${goal.data}`]
  world.emit(
    'OriginateResponse',
    ...id,
    `Response: ${response}`,
    `Channel: ${channel}`,
    ...where,
    `Reason: ${reason}`,
    `Uniqueid: ${uniqueid}`,
    `CallerIDNum: ${caller === undefined || caller.number === '' ? '<unknown>' : caller.number}`,
    `CallerIDName: ${caller === undefined || caller.name === '' ? '<unknown>' : caller.name}`,
  )
}
