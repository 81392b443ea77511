/** Runs an extension on a channel, step by step, until all steps are done or the channel is to end. */
import { EMPTY, concat, defer, ignoreElements, merge, of, take, takeUntil, timer, type Observable } from 'rxjs'
import { dialTargets, takeCall } from './dial.js'
import type { Progress } from './phones.js'
import { channelLines } from './simulatedChannel.js'
import type { DialplanStep } from './steps.js'
import { userEventLines } from './userEventLine.js'
import type { World } from './world.js'

/** The steps of an extension for a caller; undefined for an extension that the dialplan does not have. */
const stepsOf = (
  world: World,
  uniqueid: string,
  exten: string,
  context: string,
): readonly DialplanStep[] | undefined => {
  const channel = world.channels.get(uniqueid)
  return channel === undefined ? undefined : world.options.contexts?.[context]?.(exten, channel.caller)
}

/** Runs an extension and ends the channel. Emits the tones of the caller. */
export const run = (world: World, uniqueid: string, exten: string, context: string): Observable<Progress> =>
  defer(() => {
    world.channels.patch(uniqueid, { exten, context })
    return runSteps(world, uniqueid, stepsOf(world, uniqueid, exten, context) ?? [])
  })

/** Runs steps and ends the channel, which may move meanwhile. Emits the tones of the caller. */
export const runSteps = (world: World, uniqueid: string, steps: readonly DialplanStep[]): Observable<Progress> =>
  concat(
    ...steps.map((step, index) =>
      defer(() => (world.channels.isLeaving(uniqueid) ? EMPTY : perform(world, uniqueid, step, index + 1))),
    ),
    defer(() => {
      const next$ = world.channels.takeMove(uniqueid)
      if (next$ === undefined) finish(world, uniqueid)
      else world.spawn(next$)
      return EMPTY
    }),
  )

const finish = ({ channels, emit }: World, uniqueid: string): void => {
  const channel = channels.get(uniqueid)
  if (channel === undefined) return
  emit('SoftHangupRequest', ...channelLines(channel), 'Cause: 16')
  channels.requestHangup(uniqueid, channel.cause === 0 ? 16 : channel.cause)
  channels.end(uniqueid)
}

const perform = (world: World, uniqueid: string, step: DialplanStep, priority: number): Observable<Progress> => {
  world.channels.patch(uniqueid, { ...applicationOf(step), priority })
  switch (step._tag) {
    case 'Answer':
      return takeCall(world, uniqueid)
    case 'Ringing':
      return of('Ringing')
    case 'Busy':
      return refuse(world, uniqueid, 'Busy', 17)
    case 'Congestion':
      return refuse(world, uniqueid, 'Congestion', 34)
    case 'Hangup':
      return defer(() => {
        world.channels.requestHangup(uniqueid, 16)
        return EMPTY
      })
    case 'Wait':
      return pause(world, uniqueid, step.ms)
    case 'Dial':
      return dialTargets(world, uniqueid, step.targets, step.timeout, run)
    case 'UserEvent':
      return effect(() => {
        const channel = world.channels.get(uniqueid)
        if (channel !== undefined) world.emit('UserEvent', ...channelLines(channel), ...userEventLines(step.line))
      })
    case 'DbPut':
      return effect(() => {
        world.database.put(step.family, step.key, step.value)
      })
    case 'SendDtmf':
      return sendDigits(world, uniqueid, step.digits)
  }
}

const effect = (effect: () => void): Observable<never> =>
  defer(() => {
    effect()
    return EMPTY
  })

const pause = (world: World, uniqueid: string, ms: number): Observable<never> =>
  merge(timer(ms), world.channels.leaving(uniqueid)).pipe(take(1), ignoreElements())

/** Busy(2) and Congestion(2): the caller hears the tone and has two seconds to hang up. */
const refuse = (world: World, uniqueid: string, progress: 'Busy' | 'Congestion', cause: number): Observable<Progress> =>
  concat(
    effect(() => {
      if (world.channels.get(uniqueid)?.state !== 'Up') world.channels.change(uniqueid, 'Newstate', { state: 'Busy' })
      world.channels.patch(uniqueid, { cause })
    }),
    of(progress),
    pause(world, uniqueid, 2000),
  )

/** Sends digits to the other half of a Local channel; no other channel has a receiver. */
const sendDigits = (world: World, uniqueid: string, digits: string): Observable<never> => {
  const name = world.channels.get(uniqueid)?.name ?? ''
  const other = world.channels.find(name.replace(/;2$/, ';1'))
  if (other === undefined || !name.endsWith(';2')) return EMPTY
  const presses$ = Array.from(digits, (digit) => press(world, other.uniqueid, digit))
  return concat(...presses$).pipe(takeUntil(world.channels.leaving(uniqueid)))
}

/** A digit that a channel receives, for 100 ms. */
export const press = (world: World, uniqueid: string, digit: string): Observable<never> => {
  const emitKey = (event: string, ...lines: readonly string[]): Observable<never> =>
    effect(() => {
      const channel = world.channels.get(uniqueid)
      if (channel !== undefined) world.emit(event, ...channelLines(channel), ...lines)
    })
  return concat(
    emitKey('DTMFBegin', `Digit: ${digit}`, 'Direction: Received'),
    timer(100).pipe(ignoreElements()),
    emitKey('DTMFEnd', `Digit: ${digit}`, 'DurationMs: 100', 'Direction: Received'),
  )
}

const applicationOf = (step: DialplanStep): { readonly application: string; readonly data: string } => {
  const shown = { application: step._tag, data: '' }
  switch (step._tag) {
    case 'Dial':
      return { ...shown, data: `${step.targets.join('&')},${step.timeout / 1000}` }
    case 'Wait':
      return { ...shown, data: String(step.ms / 1000) }
    case 'UserEvent':
      return { ...shown, data: step.line }
    case 'Answer':
    case 'Ringing':
    case 'Busy':
    case 'Congestion':
    case 'Hangup':
    case 'DbPut':
    case 'SendDtmf':
      return shown
  }
}
