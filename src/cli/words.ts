/** States and changes in words, for people who do not know Asterisk's terms. */
import * as O from 'fp-ts/lib/Option.js'
import { type Channel, type ChannelChange, type DeviceState, type Frame, show, type Status } from '../index.js'

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

export const statusWords = (status: Status): string => {
  switch (status._tag) {
    case 'Idle':
      return 'the link is closed: nobody needs it'
    case 'Connecting':
      return `connecting to ${status.peer}`
    case 'Authenticating':
      return `found an Asterisk that speaks AMI ${status.ami}; logging in`
    case 'Ready': {
      const version = O.isSome(status.asterisk) ? `Asterisk ${status.asterisk.value}` : `AMI ${status.ami}`
      const gap = O.isSome(status.gap) ? `; no link for ${seconds(status.gap.value.away)}` : ''
      const reading = status.reading.length > 0 ? `; still reading ${status.reading.join(' and ')}` : ''
      return `logged in (${version})${gap}${reading}`
    }
    case 'Waiting':
      return `${show(status.failure)}; next try in ${seconds(status.delay)}`
    case 'Closed':
      return O.isSome(status.failure) ? `closed: ${show(status.failure.value)}` : 'closed, after Logoff'
  }
}

/** The number of the other side; '' where it is not known. */
export const peerNumber = (peer: DeviceState['peer']): string =>
  O.isSome(peer) ? O.getOrElse(() => '')(peer.value.number) : ''

const withPeer = (text: string, peer: DeviceState['peer'], join: string): string => {
  const number = peerNumber(peer)
  return number === '' ? text : `${text} ${join} ${number}`
}

export const stateWords = ({ _tag, peer }: DeviceState): string => {
  switch (_tag) {
    case 'Idle':
      return 'is idle'
    case 'Ringing':
      return withPeer('rings', peer, 'for a call from')
    case 'Dialing':
      return withPeer('places a call', peer, 'to')
    case 'Talking':
      return withPeer('talks', peer, 'with')
    case 'OnHold':
      return withPeer('holds', peer, 'the call with')
  }
}

/** The state of a channel, in words for a phone. */
const channelWords = ({ name, state, held, placed, connected }: Channel): string => {
  if (state === 'up') return withPeer(`${name} ${held ? 'holds the call' : 'talks'}`, O.some(connected), 'with')
  if (state === 'ringing') return withPeer(`${name} rings`, O.some(connected), 'for')
  return O.isSome(placed) && placed.value
    ? withPeer(`${name} dials`, O.some(connected), 'to')
    : withPeer(`${name} is called`, O.some(connected), 'by')
}

/** The words for a change of a channel; none for a change that nobody would see on a phone. */
export const changeWords = (change: ChannelChange): readonly string[] => {
  switch (change._tag) {
    case 'Added':
      return [channelWords(change.channel)]
    case 'Changed':
      return change.before.state === change.channel.state && change.before.held === change.channel.held
        ? []
        : [channelWords(change.channel)]
    case 'Ended':
      return [`${change.channel.name} has ended`]
  }
}

/** The words for a UserEvent: its name and its sender's own headers, which follow the name. */
export const userEventWords = (frame: Frame): string => {
  const at = frame.headers.findIndex(([name]) => name === 'UserEvent')
  const own = frame.headers
    .slice(at + 1)
    .filter(([name]) => name !== 'ActionID') // the sender's own id, which is of no interest
    .map(([name, value]) => `${name.trim()}=${JSON.stringify(value.trim())}`)
  return `UserEvent ${frame.get('UserEvent') ?? ''} ${own.join(' ')}`.trimEnd()
}
