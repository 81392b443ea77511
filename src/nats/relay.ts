/** Sends the actions of workers over the gateway's link, and tells each frame of the reply. */
import type { Connection, Failure, Frame, HeaderValue, Outcome } from '../index.js'
import { busFailure } from './busFailure.js'
import type { Told, WantedAction } from './offer.js'

/** The headers as an action has them: a name that repeats has an array. */
const headersOf = (lines: WantedAction['lines']): Readonly<Record<string, HeaderValue>> => {
  const all = new Map<string, readonly string[]>()
  for (const [name, value] of lines) all.set(name, [...(all.get(name) ?? []), value])
  return Object.fromEntries(
    [...all].map(([name, values]): [string, HeaderValue] => [name, values.length === 1 ? values[0] : values]),
  )
}

/** The outcome of a reply that somebody else reads: whole, or more frames follow. */
const outcomeOf = ({ action, form }: WantedAction, frame: Frame): Outcome => {
  if (frame.response === 'Error') return 'done'
  if (action.toLowerCase() === 'originate') return frame.event === 'OriginateResponse' ? 'done' : 'more'
  if (form === 'response') return frame.response === undefined ? 'more' : 'done'
  const ending = frame.exact('EventList')?.toLowerCase()
  if (frame.response !== undefined) return ending === 'start' ? 'more' : 'done'
  return ending === 'complete' || ending === 'cancelled' ? 'done' : 'more'
}

/** Sends one action. `seen`: each frame of its reply, in wire order with the events of the link. */
export const relayed = (
  ask: Connection['ask'],
  wanted: WantedAction,
  tell: (told: Told) => void,
  seen: (frame: Frame) => void = () => undefined,
): void => {
  const { action, lines, form, within } = wanted
  ask({
    action: { ...headersOf(lines), Action: action },
    form,
    replyWithin: within,
    reply: (frame) => {
      tell({ _tag: 'Frame', text: frame.text })
      seen(frame)
      return outcomeOf(wanted, frame)
    },
  }).subscribe({
    complete: () => {
      tell({ _tag: 'End' })
    },
    error: (error: unknown) => {
      const failure: Failure = busFailure(error)
      tell({ _tag: 'Failed', failure: { ...failure } })
    },
  })
}
