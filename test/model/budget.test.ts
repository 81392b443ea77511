import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { room } from '../../src/model/budget.js'
import { channels } from '../../src/model/channels.js'
import { eventOf, hangup, listEnds, listItem, listStarts, newchannel } from '../support/wire.js'

const test = suite('room for channels')

const name = (n: number): string => `PJSIP/2222-${n.toString(16).padStart(8, '0')}`
const size = newchannel(name(0)).text.length

test('what fits is held, what does not is told once', () => {
  let told = 0
  const { take } = room(10, () => (told += 1))
  assert.equal([take(6), take(4), take(1), take(1)], [true, true, false, false])
  assert.is(told, 1)
})

test('what is let go makes room, and the next that finds none is told again', () => {
  let told = 0
  const { take, letGo } = room(10, () => (told += 1))
  take(10)
  take(1)
  letGo(10)
  assert.equal([take(9), take(2)], [true, false])
  assert.is(told, 2)
})

test('a channel that is seen again takes room for what it holds more, and gives all of it back', () => {
  let told = 0
  const fold = channels('all', () => (told += 1), 3 * size)
  for (let round = 0; round < 100; round += 1) {
    fold.event('Newchannel', newchannel(name(0)), 0)
    for (let n = 0; n < 20; n += 1) fold.event('Newstate', newchannel(name(0)), 0)
    fold.event('Hangup', hangup(name(0)), 0)
  }
  for (let n = 0; n < 3; n += 1) fold.event('Newchannel', newchannel(name(n)), 0)
  assert.is(fold.live.size, 3)
  assert.is(told, 0)
})

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
