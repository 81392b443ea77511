/** Legs: the channels that a call rings until somebody answers. A leg is a phone's channel or one half of a Local channel. */
import { EMPTY, Subject, defer, map, merge, takeUntil, takeWhile, tap, type Observable } from 'rxjs'
import { fromHeader, partyOf, reactionOf, type Progress } from './phones.js'
import { channelLines, type SimulatedChannel, type SimulatedParty } from './simulatedChannel.js'
import type { World } from './world.js'

/** A channel that can be rung. */
export interface Leg {
  readonly uniqueid: string
  /** The dialled name without its technology. */
  readonly dialString: string
  readonly progress$: Observable<Progress>
  /** Places the call; subscribe to `progress$` before. */
  readonly start: () => void
}

/** Runs an extension on a channel and ends it. A parameter, as `dialplan.ts` imports this file through `dial.ts`. */
export type RunExtension = (world: World, uniqueid: string, exten: string, context: string) => Observable<Progress>

/** The settings of a new leg. */
export interface Invitation {
  /** The caller id that the leg sees as calling. */
  readonly connected?: SimulatedParty | undefined
  /** The caller id of the leg, where it differs from the phone's own. */
  readonly caller?: SimulatedParty | undefined
  readonly exten?: string
  readonly uniqueid?: string | undefined
  readonly linkedid?: string
  readonly account?: string | undefined
}

/** Opens a leg for `PJSIP/2222` or `Local/100@internal`; undefined when the name cannot be reached. */
export const openLeg = (world: World, target: string, invitation: Invitation, run: RunExtension): Leg | undefined => {
  if (invitation.uniqueid !== undefined && world.channels.get(invitation.uniqueid) !== undefined) return undefined
  const [, exten, context] = /^Local\/([^@]*)@([^/]*)/i.exec(target) ?? []
  if (exten !== undefined && context !== undefined) return localLeg(world, target, exten, context, invitation, run)
  return world.isAway(target) ? undefined : phoneLeg(world, target, invitation)
}

const phoneLeg = (world: World, endpoint: string, invitation: Invitation): Leg => {
  const { channels } = world
  const own = partyOf(world, endpoint)
  const { uniqueid } = channels.open({
    name: channels.nextName(endpoint),
    state: 'Down',
    context: 'internal',
    exten: 's',
    caller: own,
    uniqueid: invitation.uniqueid,
    linkedid: invitation.linkedid,
  })
  setParties(world, uniqueid, invitation)
  const progress$ = new Subject<Progress>()
  return {
    uniqueid,
    progress$,
    dialString: endpoint.slice(endpoint.indexOf('/') + 1),
    start: () => {
      world.recordInvite(endpoint, fromHeader(invitation.connected ?? { name: '', number: '' }))
      const { progress$: reaction$, cause } = reactionOf(world.phones.get(endpoint))
      const done = {
        complete: () => {
          channels.hangupByFarSide(uniqueid, cause)
        },
      }
      world.spawn(reaction$.pipe(tap(progress$), tap(done), takeUntil(channels.hangupRequested(uniqueid))))
    },
  }
}

const localLeg = (
  world: World,
  target: string,
  exten: string,
  context: string,
  invitation: Invitation,
  run: RunExtension,
): Leg => {
  const { channels } = world
  const name = channels.nextName(`Local/${exten}@${context}`)
  const place = { context, exten }
  const one = channels.open({ ...place, ...idsOf(invitation), name: `${name};1`, state: 'Down' })
  const id = invitation.uniqueid === undefined ? undefined : `${invitation.uniqueid};2`
  const two = channels.open({ ...place, name: `${name};2`, state: 'Ring', uniqueid: id, linkedid: one.linkedid })
  setParties(world, one.uniqueid, invitation)
  setParties(world, two.uniqueid, { caller: invitation.connected, connected: invitation.caller })
  emitLocalBridge(world, one.uniqueid, two.uniqueid, place)
  const progress$ = new Subject<Progress>()
  return {
    uniqueid: one.uniqueid,
    progress$,
    dialString: target.slice('Local/'.length),
    start: () => {
      world.spawn(hangUpWith(world, one.uniqueid, two.uniqueid))
      world.spawn(hangUpWith(world, two.uniqueid, one.uniqueid))
      world.spawn(
        run(world, two.uniqueid, exten, context).pipe(
          tap((progress) => {
            progress$.next(progress)
          }),
        ),
      )
    },
  }
}

const idsOf = ({ uniqueid, linkedid }: Invitation) => ({ uniqueid, linkedid })

/** Sets the caller id of a new channel and the party that it is connected to. */
const setParties = (world: World, uniqueid: string, { caller, connected, account, exten }: Invitation): void => {
  const { channels } = world
  if (account !== undefined) channels.change(uniqueid, 'NewAccountCode', { account }, 'OldAccountCode: ')
  const own = channels.get(uniqueid)?.caller
  if (caller !== undefined && (caller.name !== own?.name || caller.number !== own.number)) {
    const presentation = 'CID-CallingPres: 0 (Presentation Allowed, Not Screened)'
    channels.change(uniqueid, 'NewCallerid', { caller }, presentation)
  }
  if (exten !== undefined) channels.patch(uniqueid, { exten })
  if (connected !== undefined && (connected.number !== '' || connected.name !== '')) {
    channels.change(uniqueid, 'NewConnectedLine', { connected })
  }
}

const emitLocalBridge = (
  world: World,
  one: string,
  two: string,
  place: Pick<SimulatedChannel, 'context' | 'exten'>,
): void => {
  const lines = (uniqueid: string, prefix: string): readonly string[] => {
    const channel = world.channels.get(uniqueid)
    return channel === undefined ? [] : channelLines(channel, prefix)
  }
  const where = [`Context: ${place.context}`, `Exten: ${place.exten}`, 'LocalOptimization: No']
  world.emit('LocalBridge', ...lines(one, 'LocalOne'), ...lines(two, 'LocalTwo'), ...where)
}

/** Hangs up one half of a Local channel when the other half ends. */
const hangUpWith = (world: World, first: string, second: string): Observable<void> =>
  world.channels.hangupRequested(first).pipe(
    tap(() => {
      world.channels.hangupByFarSide(second, world.channels.get(first)?.cause ?? 0)
    }),
  )

/** Emits a Dial event about a leg. Without a caller, as for Originate, the event has headers of the leg only. */
export const emitDial = (
  world: World,
  event: string,
  caller: string | undefined,
  leg: Pick<Leg, 'uniqueid'>,
  line: string,
): void => {
  const from = caller === undefined ? undefined : world.channels.get(caller)
  const to = world.channels.get(leg.uniqueid)
  if (to === undefined) return
  world.emit(event, ...(from === undefined ? [] : channelLines(from)), ...channelLines(to, 'Dest'), line)
}

/** Rings a leg and emits its progress: `Ringing`, then the first other step; `Gone` when the leg was hung up. */
export const ring = (world: World, leg: Leg, caller: string | undefined): Observable<Progress | 'Gone'> => {
  const gone$ = world.channels.hangupRequested(leg.uniqueid).pipe(map(() => 'Gone' as const))
  const start$ = defer(() => {
    leg.start()
    return EMPTY
  })
  return merge(leg.progress$, gone$, start$).pipe(
    tap((progress) => {
      if (progress !== 'Ringing') return
      world.channels.change(leg.uniqueid, 'Newstate', { state: 'Ringing' })
      emitDial(world, 'DialState', caller, leg, 'DialStatus: RINGING')
    }),
    takeWhile((progress) => progress === 'Ringing', true),
  )
}

/** The Q.850 cause of a leg that was not answered. */
export const causeOf = (world: World, leg: Leg, outcome: Progress | 'Gone'): number =>
  outcome === 'Busy' ? 17 : outcome === 'Congestion' ? 34 : (world.channels.get(leg.uniqueid)?.cause ?? 0)

/** The DialStatus of DialEnd for a cause (`ast_hangup_cause_to_dial_status`). */
export const dialStatus = (cause: number): string => (cause === 17 ? 'BUSY' : cause === 34 ? 'CONGESTION' : 'NOANSWER')
