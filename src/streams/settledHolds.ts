/** Holds that a feature code makes for a moment are none. */
import { asyncScheduler, Observable, type OperatorFunction, type Subscription } from 'rxjs'
import type { CallNews } from '../model/calls/callSteps.js'
import type { CallChange, Leg } from '../model/calls/liveCall.js'

/** A phone that sends a feature code holds and resumes within 1 ms (observed on 22.10). */
const MOMENT = 2

type Held = Extract<CallChange, { readonly _tag: 'Held' }>

interface Pending {
  readonly news: Held
  readonly timer: Subscription
}

const isDoubtful = (news: CallNews): news is Extract<CallNews, { readonly _tag: 'Held' }> =>
  news._tag === 'Held' && news.isDoubtful

const ends = ({ by }: { readonly by: Leg }, news: CallNews): boolean =>
  news._tag === 'Resumed' && news.by.uniqueid === by.uniqueid

/**
 * Waits a moment with a hold that stands right behind a digit, and drops it together with a resumption that comes in that moment. Later
 * changes of the same call wait for nothing: they bring the hold out before them.
 *
 *     source         -h-u---h-----u-     h: Held behind a digit, u: Resumed
 *     settledHolds   ---------h---u-
 */
export const settledHolds: OperatorFunction<CallNews, CallChange> = (news$) =>
  new Observable((subscriber) => {
    const pending = new Map<string, Pending>()
    const take = (id: string): Held | undefined => {
      const held = pending.get(id)
      held?.timer.unsubscribe()
      pending.delete(id)
      return held?.news
    }
    const release = (id: string): void => {
      const held = take(id)
      if (held !== undefined) subscriber.next(held)
    }
    const releaseAll = (): void => {
      for (const id of [...pending.keys()]) release(id)
    }
    const wait = ({ call, by }: Held): void => {
      const timer = asyncScheduler.schedule(() => {
        release(call.id)
      }, MOMENT)
      pending.set(call.id, { news: { _tag: 'Held', call, by }, timer })
    }
    const read = (news: CallNews): void => {
      const { id } = news.call
      if (news._tag === 'Touched') return
      const before = pending.get(id)?.news
      if (before !== undefined && ends(before, news)) {
        take(id)
        return
      }
      release(id)
      if (isDoubtful(news)) wait(news)
      else subscriber.next(news)
    }
    subscriber.add(() => {
      for (const { timer } of pending.values()) timer.unsubscribe()
    })
    return news$.subscribe({
      next: read,
      error: (error: unknown) => {
        releaseAll()
        subscriber.error(error)
      },
      complete: () => {
        releaseAll()
        subscriber.complete()
      },
    })
  })
