/** Ended channels stay ended: late events about them change nothing, in any recording and any order. */
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Channel, type Frame, frame, streams } from '../../src/index.js'
import { EndedKeys } from '../../src/model/ended.js'
import { channelFold } from '../support/channelFold.js'
import { decodePieces } from '../support/decode.js'
import { and, eventOf, hangup, listEnds, listItem, listStarts, newchannel } from '../support/wire.js'

const one = 'PJSIP/1-00000001'
const LATE = ['Newstate', 'NewCallerid', 'NewConnectedLine', 'BridgeEnter', 'BridgeLeave', 'Hold', 'Unhold'] as const

const test = suite('ended channels')

for (const event of LATE) {
  test(`a late ${event} does not bring a channel back`, () => {
    const fold = channelFold('all')
    fold.event('Newchannel', newchannel(one))
    fold.event('Hangup', hangup(one))
    assert.equal(fold.event(event, eventOf(event, one)), [])
    assert.is(fold.live.size, 0)
  })

  test(`a ${event} of a channel that never ended adds it: the event mends a missed Newchannel`, () => {
    const fold = channelFold('all')
    assert.is(fold.event(event, eventOf(event, one)).length, 1)
  })
}

test('a late Rename changes nothing', () => {
  const fold = channelFold('all')
  fold.event('Newchannel', newchannel(one))
  fold.event('Hangup', hangup(one))
  assert.equal(fold.event('Rename', frame('Event: Rename', `Uniqueid: ${one}`, 'Newname: PJSIP/2-00000002')), [])
})

test('a channel that ended on one link stays ended on the next', () => {
  const fold = channelFold('nothing')
  fold.event('Newchannel', newchannel(one))
  fold.event('Hangup', hangup(one))
  fold.newLink()
  fold.listResponse(listStarts('ry'))
  fold.listEvent(listItem(one, 'Up', {}, 'ry'))
  assert.equal(fold.listEvent(listEnds('ry')), [])
  assert.equal(fold.event('Newstate', eventOf('Newstate', one)), [])
})

test('a device is idle for good after its Hangup, whatever comes late', () => {
  const frame$ = new Subject<Frame>()
  const busy: boolean[] = []
  streams(frame$)
    .device('1')
    .subscribe((value) => busy.push(value))
  frame$.next(newchannel(one))
  frame$.next(hangup(one))
  for (const event of LATE) frame$.next(and(eventOf(event, one), 'BridgeUniqueid: b'))
  assert.equal(busy, [false, true, false])
})

test('the newest 256 ended keys are remembered for sure, 512 at most', () => {
  const ended = new EndedKeys(256)
  for (let n = 0; n < 10_000; n += 1) ended.add(`key ${n}`)
  const remembered = Array.from({ length: 10_000 }, (_, n) => n).filter((n) => ended.has(`key ${n}`))
  assert.ok(remembered.length >= 256 && remembered.length <= 512, String(remembered.length))
  assert.is(remembered.at(-1), 9999)
  ended.delete('key 9999')
  assert.is(ended.has('key 9999'), false)
})

/** Frames of a recording, and the Uniqueids that it hangs up. */
const framesOf = (bytes: Uint8Array): readonly Frame[] =>
  decodePieces([bytes])
    .frames.map((text) => frame(text))
    .filter(({ event }) => event !== undefined)

const captures = new URL('../protocol/captures/', import.meta.url)
const recordings: readonly (readonly [name: string, bytes: () => Uint8Array])[] = [
  ['misc/bench/corpus.bin.gz', () => gunzipSync(readFileSync('misc/bench/corpus.bin.gz'))],
  ['test/performance/frames.gz', () => gunzipSync(readFileSync('test/performance/frames.gz'))],
  ...readdirSync(captures)
    .filter((name) => name.endsWith('.rx'))
    .map((name) => [name, () => readFileSync(new URL(name, captures))] as const),
]

for (const [name, bytes] of recordings) {
  test(`${name}: nothing lives at its end that was hung up`, () => {
    const frame$ = new Subject<Frame>()
    let living: ReadonlyMap<string, Channel> = new Map()
    streams(frame$).channel$.subscribe((all) => (living = all))
    const ended = new Set<string>()
    for (const each of framesOf(bytes())) {
      if (each.event === 'Hangup') ended.add(each.get('Uniqueid') ?? '')
      frame$.next(each)
    }
    assert.equal(
      [...living.keys()].filter((uniqueid) => ended.has(uniqueid)),
      [],
    )
  })
}

test('any order of the late events of many calls leaves no channel', () => {
  const names = Array.from({ length: 40 }, (_, n) => `PJSIP/1-${n.toString(16).padStart(8, '0')}`)
  const late = names.flatMap((name) => LATE.map((event) => [event, name] as const))
  fc.assert(
    fc.property(fc.shuffledSubarray(late), (events) => {
      const fold = channelFold('all')
      for (const name of names) fold.event('Newchannel', newchannel(name))
      for (const name of names) fold.event('Hangup', hangup(name))
      for (const [event, name] of events) fold.event(event, eventOf(event, name))
      assert.is(fold.live.size, 0)
    }),
    { numRuns: 50 },
  )
})

test.run()
