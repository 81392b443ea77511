import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { room } from '../../src/streams/room.js'
import { channels } from '../../src/streams/channels.js'
import { eventOf, hangup, listEnds, listItem, listStarts, newchannel } from './wire.js'

const test = suite('room for channels')

test('what fits is held, what does not is told once', () => {
  let told = 0
  const { take } = room(10, () => (told += 1))
  assert.equal([take('a', 6), take('b', 4), take('c', 1), take('d', 1)], [true, true, false, false])
  assert.is(told, 1)
})

test('what is let go makes room, and the next that finds none is told again', () => {
  let told = 0
  const { take, letGo } = room(10, () => (told += 1))
  take('a', 10)
  take('b', 1)
  letGo('a')
  letGo('never held')
  assert.equal([take('b', 9), take('c', 2)], [true, false])
  assert.is(told, 2)
})

test('of several sizes under one key the largest counts', () => {
  const { take } = room(10, () => undefined)
  assert.equal([take('a', 4), take('a', 8), take('a', 1), take('b', 3), take('b', 2)], [true, true, true, false, true])
})

const name = (n: number): string => `PJSIP/2222-${n.toString(16).padStart(8, '0')}`
const size = newchannel(name(0)).text.length

test('channels that find no room are left out, nothing of them stays, and their Hangup is no change', () => {
  let told = 0
  const fold = channels('all', () => (told += 1), 3 * size)
  for (let n = 0; n < 1000; n += 1) fold.event('Newchannel', newchannel(name(n)), 0)
  assert.is(fold.live.size, 3)
  assert.is(told, 1)
  assert.equal(fold.event('Hangup', hangup(name(500)), 0), [])
  assert.is(fold.event('Hangup', hangup(name(0)), 0).length, 1)
  assert.is(fold.event('Newchannel', newchannel(name(0)), 0).length, 1)
})

test('a list that grows beyond all bounds is discarded, items or Hangups, and changes nothing', () => {
  for (const swell of [
    (fold: ReturnType<typeof channels>, n: number) => fold.listEvent(listItem(name(n)), 0),
    (fold: ReturnType<typeof channels>, n: number) => fold.event('Hangup', hangup(name(n)), 0),
  ]) {
    const fold = channels('nothing', () => undefined, 10 * size)
    fold.listResponse(listStarts())
    for (let n = 0; n < 100; n += 1) swell(fold, n)
    assert.equal(fold.listEvent(listEnds(), 0), [])
    assert.is(fold.knowledge(), 'nothing')
    fold.event('Newstate', eventOf('Newstate', name(1)), 0)
    assert.is(fold.live.size, 1)
  }
})

test.run()
