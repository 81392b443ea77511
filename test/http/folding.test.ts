/** The fold of a reader: whatever happened, a snapshot and its changes give the state that a new snapshot would give. */
import * as fc from 'fast-check'
import { NEVER, Subject, type Subscription } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { changed, EMPTY_BOARD, type Entries, type Tick } from '../../src/http/boardState.js'
import { Feed } from '../../src/http/feed.js'
import type { JsonObject } from '../../src/http/json.js'
import { parsed } from '../../src/http/page/decode.js'
import { NOTHING, type State, stateAfter, stateOf } from '../../src/http/page/model.js'
import { seenBoard, type Sight, sightOf } from '../../src/http/view.js'

const test = suite('the fold of a reader')

const GROUPS = { Sales: { devices: ['200', '300'], queues: [] } }
const ANNA = { name: 'anna' }
const SIGHTS: readonly Sight[] = [
  sightOf(ANNA),
  sightOf({ name: 'eva', privacy: 'all' }),
  sightOf({ name: 'otto', groups: ['Sales'] }, GROUPS),
]

/** A board that shows these devices and calls; each step is a tick. */
const boardOf = () => {
  const tick$ = new Subject<Tick>()
  let collections: Record<keyof typeof EMPTY_BOARD, Entries> = { ...EMPTY_BOARD }
  return {
    tick$,
    acquire: () => () => undefined,
    flush: () => undefined,
    lacks: () => [],
    now: () => ({ link: {}, collections }),
    /** The value of an id becomes another one; undefined: it is gone. */
    step: (collection: 'devices' | 'calls', id: string, value: JsonObject | undefined): void => {
      const before = collections[collection]
      const now = new Map(before)
      if (value === undefined) now.delete(id)
      else now.set(id, { id, ...value })
      const changes = changed(collection, before, now)
      collections = { ...collections, [collection]: now }
      tick$.next({ changes, known: before === undefined ? [collection] : [], link: undefined, happened: [{ at: 1 }] })
    },
  }
}

/** A page that reads, or does not read for a while, or comes back with its last id. */
const pageOf = (feed: Feed, sight: Sight) => {
  const read$ = new Subject<void>()
  let state: State = NOTHING
  let lastEventId: string | undefined
  let reads = true
  let subscription: Subscription | undefined
  const take = (text: string): void => {
    for (const [, name, data = ''] of text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)) {
      if (name === 'snapshot') state = stateOf(parsed(data))
      if (name === 'change') state = stateAfter(state, parsed(data))
    }
    lastEventId = [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? lastEventId
  }
  const sink = { hasRoom: () => reads, isTaken: () => reads, write: take, end: () => undefined, cut: () => undefined }
  const leave = (): void => subscription?.unsubscribe()
  const open = (): void => {
    leave()
    reads = true
    subscription = feed.open({ sight, user: 'anna', only: undefined, lastEventId, sink, read$, stalled$: NEVER })
  }
  open()
  return {
    stop: () => (reads = false),
    read: () => {
      reads = true
      read$.next()
    },
    open,
    leave,
    state: () => state,
  }
}

const party = fc.option(
  fc.record({ number: fc.constantFrom('200', '0305550142'), name: fc.constantFrom('Anna', 'Otto') }),
)
const members = {
  device: fc.constantFrom('200', '300', '400'),
  state: fc.constantFrom('free', 'talking', 'held'),
  peer: party,
  caller: party,
  since: fc.option(fc.integer({ min: 1, max: 3 })),
  calls: fc.subarray(['1.1', '1.2']),
}
/** A member that is not there is possible too: the server has no such value today. */
const value = fc.option(fc.record(members, { requiredKeys: ['device'] }), { nil: undefined })

const change = fc.record({
  collection: fc.constantFrom<'devices' | 'calls'>('devices', 'calls'),
  id: fc.constantFrom('200', '300', '1764370000.17', '0305550142'),
  value,
})
const step = fc.oneof(
  { weight: 6, arbitrary: change },
  { weight: 2, arbitrary: fc.record({ page: fc.nat(2), does: fc.constantFrom('stop', 'read', 'open') }) },
)

/** All that the page shows; the values as they were told may lack a member in place of null. */
const shownIn = ({ devices, calls, ...shown }: State): object => ({
  ...shown,
  devices: devices && new Map(Array.from(devices, ([id, { told: _, ...device }]) => [id, device] as const)),
  calls: calls && new Map(Array.from(calls, ([id, { told: _, ...call }]) => [id, call] as const)),
})

test('snapshots and changes of any reader give the whole values', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const board = boardOf()
      const feed = new Feed(board, 'test')
      const pages = SIGHTS.map((sight) => pageOf(feed, sight))
      try {
        for (const each of steps) {
          if ('does' in each) pages[each.page]?.[each.does]()
          else board.step(each.collection, each.id, each.value === undefined ? undefined : { ...each.value })
        }
        for (const [index, page] of pages.entries()) {
          page.read()
          const whole = stateOf(parsed(JSON.stringify(seenBoard(SIGHTS[index] ?? sightOf(ANNA), board.now()))))
          assert.equal(shownIn(page.state()), shownIn(whole))
        }
      } finally {
        for (const page of pages) page.leave()
      }
    }),
    { numRuns: 300 },
  )
})

test('values with one masked id replace each other, and are never mixed', () => {
  const board = boardOf()
  const page = pageOf(new Feed(board, 'test'), sightOf({ ...ANNA, privacy: 'numbers' }))
  board.step('devices', '0305550142', { name: 'Anna', state: 'free' })
  board.step('devices', '0305550143', { name: 'Otto', state: 'free' })
  board.step('devices', '0305550142', { name: 'Anna', state: 'held' })
  assert.equal(
    [...(page.state().devices?.values() ?? [])].map(({ name, state }) => [name, state]),
    [['Anna', 'held']],
  )
  page.leave()
})

test.run()
