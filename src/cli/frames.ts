/** Frames, events and states as text for people and as JSON for programs. */
import * as O from 'fp-ts/lib/Option.js'
import type { DeviceState, Event, Frame, Header, MailboxCount, UserEvent } from '../index.js'
import { outputLine, type OutputLine } from './output.js'
import { peerNumber, stateWords, userEventWords } from './words.js'

/** Headers as an object; a name with several values has a list of them. */
const headersJson = (headers: readonly Header[]): Readonly<Record<string, string | readonly string[]>> => {
  const values = new Map<string, string | readonly string[]>()
  for (const [name, value] of headers) {
    const before = values.get(name)
    values.set(name, before === undefined ? value : typeof before === 'string' ? [before, value] : [...before, value])
  }
  return Object.fromEntries(values)
}

export const frameJson = (frame: Frame): OutputLine['json'] => headersJson(frame.headers)

export const frameText = (frame: Frame): string => frame.headers.map(([name, value]) => `${name}: ${value}`).join('\n')

const pairs = (headers: readonly Header[]): string =>
  headers.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ')

const known = <A>(value: O.Option<A>): A | null => O.toNullable(value)

export const eventLine = ({ name, frame }: Event): OutputLine =>
  outputLine(`${name} ${pairs(frame.headers.filter(([header]) => header !== 'Event' && header !== 'Privilege'))}`, {
    type: 'event',
    event: name,
    headers: frameJson(frame),
  })

export const userEventLine = ({ name, source, value, destination, headers, channel, frame }: UserEvent): OutputLine =>
  outputLine(userEventWords(frame), {
    type: 'userEvent',
    userEvent: name,
    source: known(source),
    value: known(value),
    destination: known(destination),
    headers: headersJson(headers),
    channel: known(O.map(({ channel: at }: { readonly channel: string }) => at)(channel)),
    callerId: known(
      O.chain(({ callerId }: { readonly callerId: { readonly number: O.Option<string> } }) => callerId.number)(channel),
    ),
  })

export const stateJson = (device: string, { _tag, direction, peer, since }: DeviceState): OutputLine['json'] => ({
  device,
  state: _tag.toLowerCase(),
  busy: _tag !== 'Idle',
  direction: known(direction),
  peer: peerNumber(peer) === '' ? null : peerNumber(peer),
  since: O.isSome(since) ? new Date(since.value).toISOString() : null,
})

export const deviceLine = (device: string, state: DeviceState): OutputLine =>
  outputLine(`${device} ${stateWords(state)}`, { type: 'device', ...stateJson(device, state) })

export const mailboxLine = (mailbox: string, count: MailboxCount): OutputLine => {
  const urgent = O.isSome(count.urgent) && count.urgent.value > 0 ? `, ${count.urgent.value} urgent` : ''
  return outputLine(`mailbox ${mailbox}: ${count.new} new${urgent}, ${count.old} old messages`, {
    type: 'mailbox',
    mailbox,
    new: count.new,
    old: count.old,
    urgent: known(count.urgent),
  })
}
