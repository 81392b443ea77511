/** Asterisk → outbox: everything that the bridge tells. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { filter, interval, map, merge, type Observable, share, tap } from 'rxjs'
import { attempt, type Failure } from '../index.js'
import { bookAfter, continued, NO_CALLS, shownDevices } from './callBook.js'
import { commandsIn } from './commands.js'
import { discoveryOf } from './discovery.js'
import { happenings } from './happenings.js'
import { jsonOrNothing } from './jsonText.js'
import type { Parts } from './parts.js'
import { linkState, states } from './states.js'
import { VERSION } from './version.js'

/** Milliseconds between two looks at the events that a slow broker made drop. */
const DROPS_INTERVAL = 1000

/** The newest calls; told only when the book of an earlier run was read, or is known not to exist. */
export const calls = ({ outbox, topics, settings }: Pick<Parts, 'outbox' | 'topics' | 'settings'>) => {
  const isShown = shownDevices(Object.keys(settings.devices))
  let [book, isSeeded] = [NO_CALLS, false]
  const tell = (): void => {
    if (isSeeded && settings.calls) outbox.put(topics.calls, JSON.stringify(book), 'state')
  }
  return {
    ended: (call: Parameters<typeof bookAfter>[1]): void => {
      book = bookAfter(book, call, isShown)
      tell()
    },
    seed: (kept: string | undefined): void => {
      if (isSeeded) return
      isSeeded = true
      book = kept === undefined ? book : continued(jsonOrNothing(kept), book)
      tell()
    },
  }
}

const tellInfo = ({ asterisk, outbox, topics, settings, instance, since }: Parts): void => {
  const status = asterisk.status()
  const info = {
    version: VERSION,
    asterisk: status._tag === 'Ready' ? O.toNullable(status.asterisk) : null,
    since,
    instance,
    devices: Object.keys(settings.devices),
    commands: commandsIn(settings.commands),
  }
  // an outage makes no version unknown
  if (info.asterisk !== null || !outbox.has(topics.info)) outbox.put(topics.info, JSON.stringify(info), 'state')
}

/** Tells everything, while it is subscribed. */
export const telling = (parts: Parts, { ended }: Pick<ReturnType<typeof calls>, 'ended'>): Observable<unknown> => {
  const { asterisk, settings, topics, outbox, report, nextId, written } = parts
  const failed = (failure: Failure): void => {
    report({ _tag: 'AsteriskFault', failure })
  }
  /** The values of a stream; its failure is a fault, and ends no other stream. */
  const each = <A>(source$: Observable<A>, tell: (value: A) => void): Observable<unknown> =>
    source$.pipe(
      attempt(),
      tap((value) => {
        if (E.isLeft(value)) failed(value.left)
        else tell(value.right)
      }),
    )
  const link = (state: 'online' | 'offline'): void => {
    tellInfo(parts)
    outbox.put(topics.link, state, 'link')
  }
  for (const { topic, payload } of discoveryOf(settings)) outbox.put(topic, JSON.stringify(payload), 'discovery')
  const change$ = asterisk.callChange$.pipe(share())
  return merge(
    ...states(asterisk, settings, topics, { written$: written, report: failed }).map((value$) =>
      each(value$, ({ topic, payload, rank }) => outbox.put(topic, payload, rank)),
    ),
    ...happenings(asterisk, settings, topics, change$, nextId).map((message$) =>
      each(message$, (message) => outbox.event(message)),
    ),
    ...(settings.calls
      ? [
          each(change$.pipe(filter(({ _tag }) => _tag === 'Ended')), ({ call }) => {
            ended(call)
          }),
        ]
      : []),
    each(linkState(asterisk.status$, settings.offlineAfter), link),
    // keeps the link open also where nothing is watched
    asterisk.ready$.pipe(
      attempt(),
      tap((ready) => {
        if (E.isLeft(ready)) link('offline')
      }),
    ),
    asterisk.fault$.pipe(tap(failed)),
    interval(DROPS_INTERVAL).pipe(
      map(() => outbox.takeDropped()),
      filter((dropped) => dropped > 0),
      tap((dropped) => {
        report({ _tag: 'EventsDropped', dropped })
      }),
    ),
  )
}
