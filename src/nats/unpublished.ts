/** The streams of a worker whose events its gateway does not publish: each is told once on `fault$`. */
import { eventsOfModel, type FailureReporter, type WatchedStream } from '../index.js'
import { isPublished } from './publish.js'

export interface UnpublishedOptions {
  readonly server: string
  /** The names that the leading gateway publishes; undefined while they are not known. */
  readonly published: () => readonly string[] | undefined
  readonly report: FailureReporter
}

/** The names in `publish` that are no models, by the event that they bring. */
const NAMES: Readonly<Record<string, string>> = { UserEvent: 'userEvents', DTMFEnd: 'dtmf' }

/** The names that `publish` lacks for a stream. */
const lackingFor = ({ models, events }: WatchedStream, isKnown: (event: string) => boolean): readonly string[] => {
  const missing = events.filter((event) => !isKnown(event))
  const lacking = models.filter((model) => eventsOfModel(model).some((event) => missing.includes(event)))
  return lacking.length > 0 ? lacking : missing.map((event) => NAMES[event] ?? event)
}

export const unpublished = ({ server, published, report }: UnpublishedOptions) => {
  const watched = new Map<string, WatchedStream>()
  const reported = new Set<string>()
  let names: readonly string[] | undefined
  /** Made once for all streams of a list. */
  let isKnown = isPublished([])

  const check = (stream: WatchedStream): void => {
    const lacking = lackingFor(stream, isKnown)
    if (lacking.length === 0) reported.delete(stream.stream)
    else if (!reported.has(stream.stream)) {
      reported.add(stream.stream)
      report({ _tag: 'Masked', stream: stream.stream, needs: lacking.join(', '), server })
    }
  }
  /** Checks all streams where other names are published than at the last time. */
  const look = (): void => {
    const now = published()
    if (now === undefined || now === names) return
    names = now
    isKnown = isPublished(now)
    for (const stream of [...watched.values()]) check(stream)
  }
  return {
    /** A stream is subscribed. */
    watch: (stream: WatchedStream): void => {
      watched.set(stream.stream, stream)
      look()
      if (published() !== undefined) check(stream)
    },
    /** The gateway, or what is known of it, may have changed. Costs a comparison where it has not. */
    look,
  }
}
