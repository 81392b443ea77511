/** Legs: the channels that a call rings, a phone's or one half of a Local channel, until somebody answers. */
import { EMPTY, Subject, defer, map, merge, takeUntil, takeWhile, tap, type Observable } from 'rxjs'
import { fromHeader, partyOf, reachable, taking, type Progress } from './phones.js'
import { channelLines, type Channel, type Party } from './snapshot.js'
import type { World } from './world.js'

/** A channel that can be rung. */
export interface Leg {
  readonly uniqueid: string
  /** What was dialled, without the technology. */
  readonly dialString: string
  readonly progress$: Observable<Progress>
  /** Places the call; `progress$` has to be listened to before. */
  readonly start: () => void
}

/** Runs an extension on a channel and ends it; handed down, since dialling runs extensions and extensions dial. */
export type Run = (world: World, uniqueid: string, exten: string, context: string) => Observable<Progress>

/** What the caller wants of a leg. */
export interface Invitation {
  /** Whom the leg sees calling. */
  readonly connected?: Party | undefined
  /** Whom the leg is shown as, where that is not its own caller id. */
  readonly caller?: Party | undefined
  readonly exten?: string
  readonly uniqueid?: string | undefined
  readonly linkedid?: string
  readonly account?: string | undefined
}

/** Opens a leg for `PJSIP/2222` or `Local/100@internal`; undefined when nobody can be reached under that name. */
export const openLeg = (world: World, target: string, invitation: Invitation, run: Run): Leg | undefined => {
  if (invitation.uniqueid !== undefined && world.channels.get(invitation.uniqueid) !== undefined) return undefined
  const [, exten, context] = /^Local\/([^@]*)@([^/]*)/i.exec(target) ?? []
  if (exten !== undefined && context !== undefined) return localLeg(world, target, exten, context, invitation, run)
  return reachable(world, target) ? phoneLeg(world, target, invitation) : undefined
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
  introduce(world, uniqueid, invitation)
  const progress$ = new Subject<Progress>()
  return {
    uniqueid,
    progress$,
    dialString: endpoint.slice(endpoint.indexOf('/') + 1),
    start: () => {
      world.invited(endpoint, fromHeader(invitation.connected ?? { name: '', number: '' }))
      const { progress$: takes$, cause } = taking(world.phones.get(endpoint))
      const done = {
        complete: () => {
          channels.farEnd(uniqueid, cause)
        },
      }
      world.spawn(takes$.pipe(tap(progress$), tap(done), takeUntil(channels.over(uniqueid))))
    },
  }
}

const localLeg = (
  world: World,
  target: string,
  exten: string,
  context: string,
  invitation: Invitation,
  run: Run,
): Leg => {
  const { channels } = world
  const name = channels.nextName(`Local/${exten}@${context}`)
  const place = { context, exten }
  const one = channels.open({ ...place, ...idsOf(invitation), name: `${name};1`, state: 'Down' })
  const id = invitation.uniqueid === undefined ? undefined : `${invitation.uniqueid};2`
  const two = channels.open({ ...place, name: `${name};2`, state: 'Ring', uniqueid: id, linkedid: one.linkedid })
  introduce(world, one.uniqueid, invitation)
  introduce(world, two.uniqueid, { caller: invitation.connected, connected: invitation.caller })
  sayLocalBridge(world, one.uniqueid, two.uniqueid, place)
  const progress$ = new Subject<Progress>()
  return {
    uniqueid: one.uniqueid,
    progress$,
    dialString: target.slice('Local/'.length),
    start: () => {
      world.spawn(endsWith(world, one.uniqueid, two.uniqueid))
      world.spawn(endsWith(world, two.uniqueid, one.uniqueid))
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

/** Tells a new channel who it is and who calls. */
const introduce = (world: World, uniqueid: string, { caller, connected, account, exten }: Invitation): void => {
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

const sayLocalBridge = (world: World, one: string, two: string, place: Pick<Channel, 'context' | 'exten'>): void => {
  const lines = (uniqueid: string, prefix: string): readonly string[] => {
    const channel = world.channels.get(uniqueid)
    return channel === undefined ? [] : channelLines(channel, prefix)
  }
  const where = [`Context: ${place.context}`, `Exten: ${place.exten}`, 'LocalOptimization: No']
  world.emit('LocalBridge', ...lines(one, 'LocalOne'), ...lines(two, 'LocalTwo'), ...where)
}

/** When one half of a Local channel ends, the other one is hung up from afar. */
const endsWith = (world: World, first: string, second: string): Observable<void> =>
  world.channels.over(first).pipe(
    tap(() => {
      world.channels.farEnd(second, world.channels.get(first)?.cause ?? 0)
    }),
  )

/** Says a Dial event about a leg; without a caller, as for Originate, the event has only the leg's side. */
export const sayDial = (world: World, event: string, caller: string | undefined, leg: Leg, line: string): void => {
  const from = caller === undefined ? undefined : world.channels.get(caller)
  const to = world.channels.get(leg.uniqueid)
  if (to === undefined) return
  world.emit(event, ...(from === undefined ? [] : channelLines(from)), ...channelLines(to, 'Dest'), line)
}

/** Rings a leg: `Ringing`, then the first word that is another; `Gone` when the leg was hung up by anyone. */
export const ring = (world: World, leg: Leg, caller: string | undefined): Observable<Progress | 'Gone'> => {
  const gone$ = world.channels.over(leg.uniqueid).pipe(map(() => 'Gone' as const))
  const start$ = defer(() => {
    leg.start()
    return EMPTY
  })
  return merge(leg.progress$, gone$, start$).pipe(
    tap((progress) => {
      if (progress !== 'Ringing') return
      world.channels.change(leg.uniqueid, 'Newstate', { state: 'Ringing' })
      sayDial(world, 'DialState', caller, leg, 'DialStatus: RINGING')
    }),
    takeWhile((progress) => progress === 'Ringing', true),
  )
}

/** Why a leg was not answered, as Q.850 cause. */
export const causeOf = (world: World, leg: Leg, outcome: Progress | 'Gone'): number =>
  outcome === 'Busy' ? 17 : outcome === 'Congestion' ? 34 : (world.channels.get(leg.uniqueid)?.cause ?? 0)

/** The word of DialEnd for a cause (`ast_hangup_cause_to_dial_status`). */
export const dialStatus = (cause: number): string => (cause === 17 ? 'BUSY' : cause === 34 ? 'CONGESTION' : 'NOANSWER')
