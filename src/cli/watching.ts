/** The output of `watch` and `replay`: the chosen streams, or all that a person could see on phones. */
import { distinctUntilChanged, map, merge, mergeMap, type Observable } from 'rxjs'
import { custom, type Streams } from '../index.js'
import { callLine } from './callWords.js'
import type { Values } from './command.js'
import { deviceLine, eventLine, mailboxLine, userEventLine } from './frames.js'
import { text } from './valueTypes.js'
import { outputLine, type OutputLine } from './output.js'
import { queueCallLine, queueLine } from './queueTable.js'
import { changeWords } from './words.js'
import { flag, options } from './word.js'

export const SELECTION = {
  event: options(text('NAME'), "events of that name, such as Hangup; '*': all of them"),
  device: options(text('DEVICE'), 'what a device does: 2222 or PJSIP/2222'),
  call: flag('what happens to calls: began, rings, answered, on hold, transferred, parked, ended'),
  userEvent: options(text('NAME'), "UserEvents of that name, such as Door; '*': all of them"),
  mailbox: options(text('MAILBOX'), 'how many messages a mailbox has: 2222 or 2222@office'),
  queue: options(text('QUEUE'), 'the callers and members of a queue; needs read=agent,call'),
  dtmf: options(text('DEVICE'), 'the keys pressed on a device; needs read=dtmf'),
}

type Selection = Values<typeof SELECTION>

const everything = (streams: Streams): Observable<OutputLine> =>
  merge(
    streams.channelChange$.pipe(
      mergeMap((change) =>
        changeWords(change).map((words) =>
          outputLine(words, {
            type: 'channel',
            change: change._tag.toLowerCase(),
            channel: change.channel.name,
            uniqueid: change.channel.uniqueid,
            state: change.channel.state,
          }),
        ),
      ),
    ),
    streams.userEvent$.pipe(map(userEventLine)),
  )

/** The chosen streams; channels and UserEvents if none was chosen. */
export const watching = (
  streams: Streams,
  { event, device, call, userEvent, mailbox, queue, dtmf }: Selection,
): Observable<OutputLine> => {
  const chosen = [
    ...event.map((name) => (name === '*' ? streams.event$ : streams.event(custom(name))).pipe(map(eventLine))),
    ...device.map((name) => streams.deviceState(name).pipe(map((state) => deviceLine(name, state)))),
    ...(call ? [streams.callChange$.pipe(map(callLine))] : []),
    ...userEvent.map((name) => (name === '*' ? streams.userEvent$ : streams.userEvent(name)).pipe(map(userEventLine))),
    ...mailbox.map((name) => streams.mailbox(name).pipe(map((count) => mailboxLine(name, count)))),
    ...queue.map((name) =>
      merge(
        streams.queueCall(name).pipe(map((change) => queueCallLine(name, change))),
        streams.queue(name).pipe(
          map((value) => queueLine(name, value)),
          distinctUntilChanged((a, b) => a.text === b.text),
        ),
      ),
    ),
    ...dtmf.map((name) =>
      streams
        .dtmf(name)
        .pipe(map(({ digit }) => outputLine(`${name} pressed ${digit}`, { type: 'dtmf', device: name, digit }))),
    ),
  ]
  return chosen.length === 0 ? everything(streams) : merge(...chosen)
}
