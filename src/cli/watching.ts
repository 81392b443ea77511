/** What `watch` and `replay` show of the streams: everything that a person would see on phones, or what was asked for. */
import { map, merge, mergeMap, type Observable } from 'rxjs'
import type { Streams } from '../index.js'
import type { Values } from './command.js'
import { deviceSaid, eventSaid, mailboxSaid, userEventSaid } from './frames.js'
import { text } from './meanings.js'
import { said, type Said } from './output.js'
import { changeWords } from './words.js'
import { options } from './word.js'
import { userEventOf } from '../protocol/userEvent.js'

export const SELECTION = {
  event: options(text('NAME'), "events of that name, such as Hangup; '*': all of them"),
  device: options(text('DEVICE'), 'what a device does: 2222 or PJSIP/2222'),
  userEvent: options(text('NAME'), "UserEvents of that name, such as Door; '*': all of them"),
  mailbox: options(text('MAILBOX'), 'how many messages a mailbox has: 2222 or 2222@office'),
  dtmf: options(text('DEVICE'), 'the keys pressed on a device; needs read=dtmf'),
}

type Selection = Values<typeof SELECTION>

const anyUserEvent = (streams: Streams): Observable<Said> =>
  streams.event('UserEvent').pipe(map(({ frame, origin }) => userEventSaid(userEventOf(frame, origin))))

const everything = (streams: Streams): Observable<Said> =>
  merge(
    streams.channelChange$.pipe(
      mergeMap((change) =>
        changeWords(change).map((words) =>
          said(words, {
            type: 'channel',
            change: change._tag.toLowerCase(),
            channel: change.channel.name,
            uniqueid: change.channel.uniqueid,
            state: change.channel.state,
          }),
        ),
      ),
    ),
    anyUserEvent(streams),
  )

/** The chosen streams, or channels and UserEvents when nothing was chosen. */
export const watching = (
  streams: Streams,
  { event, device, userEvent, mailbox, dtmf }: Selection,
): Observable<Said> => {
  const chosen = [
    ...event.map((name) => (name === '*' ? streams.event$ : streams.event({ unlisted: name })).pipe(map(eventSaid))),
    ...device.map((name) => streams.deviceState(name).pipe(map((state) => deviceSaid(name, state)))),
    ...userEvent.map((name) =>
      name === '*' ? anyUserEvent(streams) : streams.userEvent(name).pipe(map(userEventSaid)),
    ),
    ...mailbox.map((name) => streams.mailbox(name).pipe(map((count) => mailboxSaid(name, count)))),
    ...dtmf.map((name) =>
      streams.dtmf(name).pipe(map((digit) => said(`${name} pressed ${digit}`, { type: 'dtmf', device: name, digit }))),
    ),
  ]
  return chosen.length === 0 ? everything(streams) : merge(...chosen)
}

const clock = (at: Date): string =>
  [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')

/** With the time of day in front, as the clock on the wall has it; programs get it in full. */
export const stamped = ({ text, json }: Said): Said => {
  const now = new Date()
  return said(`${clock(now)} ${text}`, { at: now.toISOString(), ...json })
}
