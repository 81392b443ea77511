/** One reader of events, in virtual time. */
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Portion, reading } from '../../src/http/reader.js'
import { marbles } from '../../src/testing/index.js'
import type { Change } from '../../src/http/boardState.js'

const test = suite('a reader of events')

const change = (id: string, value: number): Change => ({
  collection: 'devices',
  id,
  before: undefined,
  value: { id, value },
})

const portion = (text: string, ...changes: readonly Change[]): Portion => ({
  text,
  changes,
  known: [],
  link: undefined,
  happened: 0,
})

const scene = () => {
  const written: string[] = []
  const portion$ = new Subject<Portion>()
  const read$ = new Subject<void>()
  const stalled$ = new Subject<void>()
  const own$ = new Subject<string>()
  let room = true
  let isTaken = true
  let conflated = 0
  const cuts: string[] = []
  const subscription = reading({
    sink: {
      hasRoom: () => room,
      isTaken: () => room && isTaken,
      write: (text) => written.push(text),
      end: () => written.push('end'),
      cut: () => cuts.push('cut'),
    },
    first: 'snapshot',
    portion$,
    read$,
    stalled$,
    own$,
    beat: () => 'beat',
    catchUp: ({ changes }, missed) =>
      `${changes.map(({ id, value }) => `${id}=${JSON.stringify(value?.['value'])}`).join()}${missed ? ' missed' : ''}`,
    conflated: () => (conflated += 1),
    dropped: () => cuts.push('dropped'),
  })
  return {
    written,
    portion$,
    read$,
    stalled$,
    own$,
    subscription,
    stop: () => (room = false),
    /** The client does not read, and what was written has still room. */
    leave: () => (isTaken = false),
    reads: () => {
      room = true
      read$.next()
    },
    conflated: () => conflated,
    cuts,
  }
}

test(
  'writes the snapshot first, each portion, and a beat every 5 s',
  marbles(({ flush, cold }) => {
    const { written, portion$, subscription } = scene()
    cold('1s a 10s |').subscribe({
      next: () => portion$.next(portion('a')),
      complete: () => subscription.unsubscribe(),
    })
    flush()
    assert.equal(written, ['snapshot', 'a', 'beat', 'beat', 'end'])
  }),
)

test(
  'keeps only the newest value of each key for a client that does not read',
  marbles(({ flush }) => {
    const { written, portion$, stop, reads, conflated, subscription } = scene()
    stop()
    portion$.next(portion('a', change('200', 1), change('300', 1)))
    portion$.next(portion('b', change('200', 2)))
    assert.equal(written, ['snapshot'])
    reads()
    assert.equal(written, ['snapshot', '200=2,300=1'])
    portion$.next(portion('c', change('200', 3)))
    assert.equal(written, ['snapshot', '200=2,300=1', 'c'])
    assert.is(conflated(), 2)
    subscription.unsubscribe()
    flush()
  }),
)

test(
  'tells a slow client that it missed happenings',
  marbles(({ flush }) => {
    const { written, portion$, stop, reads, subscription } = scene()
    stop()
    portion$.next({ ...portion('a'), happened: 1 })
    reads()
    subscription.unsubscribe()
    flush()
    assert.equal(written, ['snapshot', ' missed', 'end'])
  }),
)

test(
  'ends a client that has not read for 30 s, and no other',
  marbles(({ flush, cold }) => {
    const slow = scene()
    const quick = scene()
    slow.stop()
    let endedAt = 0
    cold('29s a 2s b 30s c').subscribe((at) => {
      if (at === 'a') assert.is(slow.written.includes('end'), false)
      if (at === 'b') endedAt = slow.written.includes('end') ? 1 : 0
      if (at === 'c') {
        assert.is(quick.written.includes('end'), false)
        quick.subscription.unsubscribe()
      }
    })
    flush()
    assert.is(endedAt, 1)
    assert.is(slow.portion$.observed, false)
  }),
)

test(
  'ends a client 30 s after its last read, also where little waits for it; one that reads slowly stays',
  marbles(({ flush, cold }) => {
    const [dead, slow] = [scene(), scene()]
    dead.leave()
    slow.leave()
    cold('20s r 8s s 20s t 9s u 2ms v').subscribe((at) => {
      if (at === 'r') dead.reads()
      if (at === 's' || at === 'u') slow.reads()
      if (at === 't') assert.equal(dead.cuts, [])
      if (at === 'v') {
        assert.equal([dead.cuts, slow.cuts], [['dropped', 'cut'], []])
        slow.subscription.unsubscribe()
      }
    })
    flush()
  }),
)

test(
  'cuts a client at once when it is seen to be stalled, although Node took everything',
  marbles(({ flush }) => {
    const [stalled, other] = [scene(), scene()]
    stalled.stalled$.next()
    stalled.stalled$.next()
    assert.equal([stalled.cuts, stalled.written, other.cuts], [['dropped', 'cut'], ['snapshot', 'end'], []])
    assert.is(stalled.stalled$.observed, false)
    other.subscription.unsubscribe()
    flush()
  }),
)

test(
  'ends a client whose keys are too many',
  marbles(({ flush }) => {
    const { written, portion$, stop } = scene()
    stop()
    portion$.next(portion('a', ...Array.from({ length: 10_001 }, (_, index) => change(String(index), 1))))
    assert.equal(written, ['snapshot', 'end'])
    flush()
  }),
)

test(
  'cuts the connection of a client that does not read, and counts it; one that leaves is ended only',
  marbles(({ flush }) => {
    const [slow, leaving] = [scene(), scene()]
    slow.stop()
    leaving.subscription.unsubscribe()
    flush()
    assert.equal([slow.cuts, leaving.cuts], [['dropped', 'cut'], []])
  }),
)

for (const end of ['error', 'complete'] as const) {
  test(
    `ends when the news end by ${end}`,
    marbles(({ flush }) => {
      const { written, portion$ } = scene()
      if (end === 'error') portion$.error(new Error('over'))
      else portion$.complete()
      flush()
      assert.equal(written, ['snapshot', 'end'])
    }),
  )
}

test(
  'writes nothing after it is unsubscribed, and ends once',
  marbles(({ flush }) => {
    const { written, portion$, own$, subscription } = scene()
    subscription.unsubscribe()
    subscription.unsubscribe()
    portion$.next(portion('a'))
    own$.next('own')
    flush()
    assert.equal(written, ['snapshot', 'end'])
  }),
)

test.run()
