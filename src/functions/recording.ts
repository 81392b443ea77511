/** Records a call in a file of Asterisk: subscribing begins the recording, unsubscribing ends it. */
import { EMPTY, filter, map, mergeMap, Observable, of, retry, take, throwError, timer } from 'rxjs'
import { type Failure, failureOf, type FailureReporter } from '../failure.js'
import type { Frame } from '../protocol/frame.js'
import { randomId } from '../request/randomId.js'
import { oneResponse } from '../request/reply.js'
import type { Ask } from '../request/request.js'
import { send } from './ask.js'
import { channelMistake, invalid } from './extension.js'

/** A recording that Asterisk has begun. */
export interface Recording {
  readonly channel: string
  /** The file as it was asked for. */
  readonly file: string
}

/** The options of a recording. */
export interface RecordingOptions {
  /** Continues an existing file; without it Asterisk replaces the file. */
  readonly append?: boolean | undefined
  /** Records only while the channel talks to another one: not the ringing and the music before. */
  readonly onlyBridged?: boolean | undefined
}

/** The connection as a recording needs it. */
export interface RecordingContext {
  readonly ask: Ask
  readonly frame$: Observable<Frame>
  readonly report: FailureReporter
}

/** MixMonitor parts its arguments at commas, and the third one is a command for the shell of the server. */
const PARTS = /[,"\\()[\]]/

const mistake = (channel: string, file: unknown): string | undefined => {
  if (typeof file !== 'string' || file === '') return 'it needs a file, such as door.wav'
  if (PARTS.test(file)) return 'a file must not contain a comma, a quote, a backslash or a bracket'
  return channelMistake(channel)
}

const TRIES = 3

const isOver = (failure: Failure): boolean =>
  failure._tag === 'Refused' && /^(?:No such channel|Could not stop monitoring channel)$/.test(failure.message)

const isLost = (error: unknown): boolean => {
  const tag = failureOf(error)?._tag
  return tag === 'FateUnknown' || tag === 'TimedOut'
}

/** One recording of one channel. Its id is in a variable of the channel too, for the case that the answer is lost. */
interface One {
  readonly channel: string
  readonly variable: string
  id: string | undefined
}

/** Ends exactly this recording: without an id Asterisk would end the newest one of the channel. To end it twice does no harm. */
const end = ({ ask, report }: RecordingContext, { channel, variable, id }: One): void => {
  const id$ =
    id === undefined
      ? send(ask)({ Action: 'Getvar', Channel: channel, Variable: variable }).pipe(
          map(({ frame }) => frame.exact('Value') ?? ''),
        )
      : of(id)
  id$
    .pipe(
      mergeMap((known) =>
        known === '' ? EMPTY : send(ask)({ Action: 'StopMixMonitor', Channel: channel, MixMonitorID: known }),
      ),
      retry({ count: TRIES, delay: (error) => (isLost(error) ? timer(0) : throwError((): unknown => error)) }),
    )
    .subscribe({
      error: (error: unknown) => {
        const because = failureOf(error)
        if (because !== undefined && !isOver(because)) report({ _tag: 'MayStillRecord', channel, because })
      },
    })
}

/** The end of the channel, by its name or its Uniqueid. */
const endOf = (frame$: Observable<Frame>, channel: string): Observable<Frame> => {
  const name = channel.toLowerCase()
  return frame$.pipe(
    filter(
      (frame) =>
        frame.event === 'Hangup' &&
        (frame.exact('Channel')?.toLowerCase() === name || frame.exact('Uniqueid') === channel),
    ),
    take(1),
  )
}

const optionsText = (variable: string, { append, onlyBridged }: RecordingOptions): string =>
  `${append === true ? 'a' : ''}${onlyBridged === true ? 'b' : ''}i(${variable})`

export const recording =
  (context: RecordingContext) =>
  (channel: string, file: string, options: RecordingOptions = {}): Observable<Recording> =>
    new Observable((subscriber) => {
      const why = mistake(channel, file)
      if (why !== undefined) {
        subscriber.error(invalid('MixMonitor', why))
        return undefined
      }
      const one: One = { channel, variable: `RX_RECORDING_${randomId()}`, id: undefined }
      let phase: 'unsent' | 'asked' | 'abandoned' | 'running' | 'over' = 'unsent'
      const over = (): void => {
        phase = 'over'
      }
      const running = context
        .ask({
          action: {
            Action: 'MixMonitor',
            Channel: channel,
            File: file,
            Options: optionsText(one.variable, options),
          },
          form: 'response',
          reply: oneResponse('MixMonitor'),
          sent: () => {
            phase = 'asked'
          },
        })
        .subscribe({
          next: ({ frame }) => {
            one.id = frame.exact('MixMonitorID')
            if (phase === 'abandoned') end(context, one)
            else {
              phase = 'running'
              subscriber.next({ channel, file })
            }
          },
          error: (error: unknown) => {
            // nobody would own a recording that began all the same
            if (isLost(error)) end(context, one)
            over()
            subscriber.error(error)
          },
        })
      const listening = endOf(context.frame$, channel).subscribe({
        next: over,
        error: (error: unknown) => {
          subscriber.error(error)
        },
        complete: () => {
          subscriber.complete()
        },
      })
      return () => {
        listening.unsubscribe()
        if (phase === 'asked') phase = 'abandoned'
        else running.unsubscribe()
        if (phase === 'running') end(context, one)
      }
    })
