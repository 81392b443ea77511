/** A program and its Asterisk in virtual time, and the judgement at the end: all true, all settled once, nothing doubled, nothing left. */
import type { Observable, Subscription } from 'rxjs'
import {
  type Asterisk,
  type Channel,
  connect,
  type ConnectOptions,
  type MailboxCount,
  type Status,
} from '../../src/index.js'
import { type Failure, failureOf } from '../../src/failure.js'
import { answer, busy, dial, hangup, simulate, type Simulation, userEvent, wait } from '../../src/testing/index.js'
import { network, type Network } from './lossy.js'
import { type Virtual, virtually } from './virtual.js'

export const PHONES = ['PJSIP/2222', 'PJSIP/200', 'PJSIP/30'] as const
export const BOX = '2222@default'

/** An action of the program, and what became of it. */
interface Asked {
  readonly what: string
  /** The text that identifies the action on the server: a header that no other action has. Undefined where there is none. */
  readonly mark: string | undefined
  readonly values: unknown[]
  readonly ends: ('done' | Failure | 'thrown')[]
  readonly subscription: Subscription
  left: boolean
}

export interface Trial extends Virtual {
  readonly pbx: Simulation
  readonly net: Network
  readonly asterisk: Asterisk
  /** Subscribes to an action and keeps the books about it; `mark` names it among the actions that the server hears. */
  readonly ask: (what: string, action$: Observable<unknown>, mark?: string) => Asked
  /** The asker leaves before the end, which cancels a call. */
  readonly leave: (asked: Asked) => void
  readonly asked: readonly Asked[]
  /** Sets what a mailbox holds. */
  readonly fill: (old: number, fresh: number) => void
  readonly everReady: () => boolean
}

const CONTEXTS = {
  internal: (exten: string) => {
    switch (exten) {
      case '100':
        return [answer(), wait(60_000), hangup()]
      case '101':
        return [userEvent('Door,Value: 101'), answer(), wait(700), hangup()]
      case '104':
        return [busy()]
      case 'all':
        return [dial([...PHONES], 5000), hangup()]
      case 'local':
        return [dial(['Local/2222@internal'], 5000), hangup()]
      default:
        return PHONES.some((phone) => phone === `PJSIP/${exten}`)
          ? [dial([`PJSIP/${exten}`], 5000), hangup()]
          : undefined
    }
  },
}

/** Impatient, so that what must heal has healed within `HEALED`. */
const IMPATIENT: Partial<ConnectOptions> = {
  timeout: 2000,
  keepAlive: { interval: 1000, deadline: 500 },
  backoff: { min: 50, max: 400 },
  linger: 0,
}

/** Everything that the program has seen. */
interface Seen {
  readonly busy: Map<string, boolean>
  channels: ReadonlyMap<string, Channel> | undefined
  mailbox: MailboxCount | undefined
  status: Status | undefined
  readonly streamErrors: unknown[]
}

const watching = (asterisk: Asterisk): { readonly seen: Seen; readonly stop: () => void } => {
  const seen: Seen = { busy: new Map(), channels: undefined, mailbox: undefined, status: undefined, streamErrors: [] }
  const error = (failure: unknown): void => void seen.streamErrors.push(failure)
  const listening = [
    ...PHONES.map((phone) => asterisk.device(phone).subscribe({ next: (busy) => seen.busy.set(phone, busy), error })),
    asterisk.channel$.subscribe({ next: (channels) => (seen.channels = channels), error }),
    asterisk.mailbox(BOX).subscribe({ next: (count) => (seen.mailbox = count), error }),
    asterisk.event$.subscribe({ error }),
  ]
  asterisk.status$.subscribe((status) => (seen.status = status))
  return {
    seen,
    stop: () => {
      for (const each of listening) each.unsubscribe()
    },
  }
}

type Verdict = readonly string[]

/** The differences from the state of the server; empty when all is true. */
const untruths = (pbx: Simulation, seen: Seen, filled: { readonly old: number; readonly new: number }): Verdict => {
  const living = pbx.channels()
  const devices = PHONES.flatMap((phone) => {
    const truly = living.some(({ name }) => name.startsWith(`${phone}-`))
    return seen.busy.get(phone) === truly ? [] : [`${phone} is ${truly ? 'busy' : 'idle'}, not ${seen.busy.get(phone)}`]
  })
  const stateOf = (state: string): string => state.toLowerCase()
  const channels = living.flatMap(({ uniqueid, name, state, bridge }) => {
    const known = seen.channels?.get(uniqueid)
    if (known === undefined) return [`${name} lives and is not known`]
    const talks = known.bridge._tag === 'Some' ? known.bridge.value : ''
    return [
      ...(known.state === stateOf(state) ? [] : [`${name} is ${state}, not ${known.state}`]),
      ...(talks === bridge ? [] : [`${name} is in bridge '${bridge}', not '${talks}'`]),
    ]
  })
  const ids = new Set(living.map(({ uniqueid }) => uniqueid))
  const ghosts = [...(seen.channels?.values() ?? [])].filter(({ uniqueid }) => !ids.has(uniqueid))
  const box = seen.mailbox
  return [
    ...devices,
    ...channels,
    ...ghosts.map(({ name }) => `${name} is dead and listed`),
    ...(box?.old === filled.old && box.new === filled.new ? [] : [`the mailbox is ${JSON.stringify(box)}`]),
    ...(seen.status?._tag === 'Ready' ? [] : [`the link is ${seen.status?._tag}`]),
    ...(seen.streamErrors.length === 0 ? [] : ['a stream failed']),
  ]
}

/** Every action settled in exactly one way, and the server heard of it what that way says. */
const unsettled = (pbx: Simulation, asked: readonly Asked[]): Verdict => {
  const marks = new Map<string, number>()
  for (const { headers } of pbx.actions())
    for (const [, value] of headers) marks.set(value, (marks.get(value) ?? 0) + 1)
  return asked.flatMap(({ what, mark, values, ends, left }) => {
    const heard = mark === undefined ? undefined : (marks.get(mark) ?? 0)
    const [end] = ends
    const tag = typeof end === 'object' ? end._tag : end
    const outcome = `${what} ended ${tag}${left ? ', left' : ''}`
    const never = tag === 'NotSent' || tag === 'InvalidAction'
    return [
      ...(ends.length === 1 || (left && ends.length === 0) ? [] : [`${what} settled ${ends.length} times`]),
      ...(tag === 'done' && values.length === 0 && what !== 'list' ? [`${outcome} without a value`] : []),
      ...(tag === 'thrown' ? [`${outcome} by no failure`] : []),
      ...(heard !== undefined && heard > 1 ? [`${outcome}, and was heard ${heard} times`] : []),
      ...(heard !== undefined && heard > 0 && never ? [`${outcome}, and was heard`] : []),
      ...(heard === 0 && tag === 'done' ? [`${outcome}, and was never heard`] : []),
    ]
  })
}

const PATIENCE = 60_000
/** The time during which all must stay true, in ms. The second list comes in this time, and calls go on. */
const CALM = 1500

/** Whatever is broken has been mended: how long it may take until all is true again. */
export interface Judged {
  readonly verdict: Verdict
  /** The time from the end of the faults until all was true, in milliseconds. */
  readonly healed: number
}

/**
 * Plays a story of `length` milliseconds, mends everything, and judges: within a minute all must be true, and stay so; then the program
 * ends, and nothing may be left.
 */
export const judged = async (
  follow: (trial: Trial) => void,
  length: number,
  seed = 1,
  calm = CALM,
): Promise<Judged> => {
  const faults: string[] = []
  let healed = NaN
  await virtually(seed, (virtual) => {
    const pbx = simulate({
      contexts: CONTEXTS,
      endpoints: Object.fromEntries(PHONES.map((phone) => [phone, { _tag: 'Answers', after: 100, talk: 1500 }])),
      mailboxes: { [BOX]: { old: 1, new: 1, urgent: 0 } },
    })
    const net = network(pbx.transport)
    const asterisk = connect({
      username: 'admin',
      password: 'secret',
      ...IMPATIENT,
      transport: net.transport,
    })
    const asked: Asked[] = []
    let filled = { old: 1, new: 1 }
    let everReady = false
    let mayRing = 0
    const { seen, stop } = watching(asterisk)
    asterisk.fault$.subscribe(({ _tag }) => (mayRing += _tag === 'MayStillRing' ? 1 : 0))
    asterisk.status$.subscribe((status) => (everReady ||= status._tag === 'Ready'))

    const trial: Trial = {
      ...virtual,
      pbx,
      net,
      asterisk,
      asked,
      everReady: () => everReady,
      fill: (old, fresh) => {
        filled = { old, new: fresh }
        pbx.mailbox(BOX, { old, new: fresh, urgent: 0 })
      },
      ask: (what, action$, mark) => {
        const values: unknown[] = []
        const ends: Asked['ends'] = []
        const subscription = action$.subscribe({
          next: (value) => values.push(value),
          error: (error: unknown) => ends.push(failureOf(error) ?? 'thrown'),
          complete: () => ends.push('done'),
        })
        const one: Asked = { what, mark, values, ends, subscription, left: false }
        asked.push(one)
        return one
      },
      leave: (one) => {
        one.left ||= one.ends.length === 0
        one.subscription.unsubscribe()
      },
    }

    const mended = (): void => {
      net.refuse(0)
      pbx.faults.start()
      pbx.faults.resume()
      pbx.faults.split(Number.MAX_SAFE_INTEGER)
      pbx.faults.mute()
      pbx.faults.refuseLogins()
      pbx.faults.answerLate(0)
      pbx.faults.banner(undefined)
    }
    /** Looks every 100 ms between two milliseconds, when all that was said has arrived. */
    const look = (since: number): void => {
      const pending = asterisk.metrics().pending
      const wrong = [
        ...untruths(pbx, seen, filled),
        ...unsettled(pbx, asked),
        ...zombies(trial, mayRing),
        ...(pending > 0 ? [`${pending} actions are pending`] : []),
      ]
      if (wrong.length === 0) {
        if (Number.isNaN(healed)) healed = since
      } else healed = NaN
      if (since < PATIENCE && !(since - healed >= calm))
        virtual.at(100, () => {
          look(since + 100)
        })
      else finish(wrong)
    }
    const finish = (wrong: Verdict): void => {
      faults.push(...wrong)
      stop()
      virtual.at(1000, () => {
        if (net.open() > 0 || pbx.links() > 0) faults.push('a link is open that nobody needs')
        void asterisk.close()
        pbx.faults.kill()
      })
      virtual.at(2000, () => {
        if (virtual.timers() > 0) faults.push(`${virtual.timers()} timers run on`)
        if (virtual.unhandled.length > 0) faults.push(`unhandled: ${String(virtual.unhandled[0])}`)
      })
    }
    follow(trial)
    virtual.at(length, mended)
    virtual.at(length + 0.5, () => {
      look(0)
    })
  })
  return { verdict: faults, healed }
}

/** Calls that were cancelled and live, beyond those of which the program was told that they may. */
const zombies = ({ pbx, asked }: Trial, told: number): Verdict => {
  const left = new Set(asked.flatMap(({ left, mark }) => (left && mark !== undefined ? [mark] : [])))
  const ids = pbx
    .actions()
    .filter(({ action, headers }) => action === 'Originate' && headers.some(([, value]) => left.has(value)))
    .flatMap(({ headers }) => headers.flatMap(([name, value]) => (name === 'ChannelId' ? [value] : [])))
  return pbx
    .channels()
    .filter(({ uniqueid }) => ids.includes(uniqueid))
    .slice(told)
    .map(({ name }) => `${name} lives, and its call was cancelled`)
}
