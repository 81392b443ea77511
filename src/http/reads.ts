/** The answers of GET: collections and their entries, as the user sees them. */
import * as E from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom, merge, of, race, timer } from 'rxjs'
import { timeOfDay } from '../rx/clock.js'
import type { LiveBoard } from './board.js'
import type { Collection } from './boardState.js'
import type { JsonObject } from './json.js'
import { lacksJson } from './lacking.js'
import { maskedObject } from './masking.js'
import type { Problem } from './problem.js'
import { isSeen, seen, seenBoard, type Sight } from './view.js'

/** Milliseconds that a request waits for a collection that nobody has watched until now. */
const PATIENCE = 1000

/** Waits until these collections are known, and nothing is read any more that may add to them; false where they are not known in time. */
export const knownInTime = async (board: LiveBoard, collections: readonly Collection[]): Promise<boolean> => {
  const isKnown = (): boolean => collections.every((each) => board.now().collections[each] !== undefined)
  const isReading = (): boolean => board.now().link['state'] === 'ready' && !isCurrent(board)
  await firstValueFrom(
    race(merge(of(undefined), board.tick$).pipe(filter(() => isKnown() && !isReading())), timer(PATIENCE)),
    { defaultValue: undefined },
  )
  return isKnown()
}

const isCurrent = (board: LiveBoard): boolean => board.now().link['current'] === true

/** The problem of an entry that is not there. While lists are missing, or without a link, nobody knows if it exists. */
export const absent = (board: LiveBoard, collection: Collection, what = 'such entry'): Problem =>
  isCurrent(board) ? { _tag: 'NotFound', what } : { _tag: 'NotKnownYet', what: collection }

/** The reason why a collection is not known: a missing right, or time. */
const unknown = (board: LiveBoard, collection: Collection): Problem => {
  const lack = board.lacks().find(({ stream }) => stream === collection)
  return lack === undefined
    ? { _tag: 'NotKnownYet', what: collection }
    : { _tag: 'Lacking', what: collection, needs: lack.read, grant: lack.grant }
}

/** Keeps the models alive while it answers. */
const holding = async <A>(board: LiveBoard, answer: () => Promise<A>): Promise<A> => {
  const release = board.acquire()
  board.flush()
  try {
    return await answer()
  } finally {
    release()
  }
}

export const collectionOf = (
  board: LiveBoard,
  sight: Sight,
  collection: Collection,
): Promise<E.Either<Problem, JsonObject>> =>
  holding(board, async () => {
    await knownInTime(board, [collection])
    const items = seen(sight, collection, board.now().collections[collection])
    return items === null ? E.left(unknown(board, collection)) : E.right({ at: timeOfDay(), items })
  })

export const entryOf = (
  board: LiveBoard,
  sight: Sight,
  collection: Collection,
  id: string,
): Promise<E.Either<Problem, JsonObject>> =>
  holding(board, async () => {
    await knownInTime(board, [collection])
    const entries = board.now().collections[collection]
    if (entries === undefined) return E.left(unknown(board, collection))
    const value = entries.get(id)
    return value !== undefined && isSeen(sight, collection, id, value)
      ? E.right(maskedObject(value, sight.privacy))
      : E.left(absent(board, collection))
  })

/** All collections; those that are not known in time are null. */
export const stateOf = (board: LiveBoard, sight: Sight): Promise<JsonObject> =>
  holding(board, async () => {
    await knownInTime(board, ['devices', 'calls'])
    return {
      at: timeOfDay(),
      lacks: lacksJson(board.lacks()),
      ...seenBoard(sight, board.now()),
    }
  })
