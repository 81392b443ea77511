import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CHANNEL_BYTES } from '../../src/model/channelRecord.js'
import { memoryBudget } from '../../src/model/budget.js'
import { channelFold } from '../support/channelFold.js'
import { eventOf, hangup, listEnds, listItem, listStarts, newchannel } from '../support/wire.js'

const test = suite('the memory budget of channels')

const name = (n: number): string => `PJSIP/2222-${n.toString(16).padStart(8, '0')}`
const size = CHANNEL_BYTES + newchannel(name(0)).text.length

test('what fits is held, what does not is told once', () => {
  let told = 0
  const { reserve } = memoryBudget(10, () => (told += 1))
  assert.equal([reserve(6), reserve(4), reserve(1), reserve(1)], [true, true, false, false])
  assert.is(told, 1)
})

test('what is let go makes room, and the next that finds none is told again', () => {
  let told = 0
  const { reserve, free } = memoryBudget(10, () => (told += 1))
  reserve(10)
  reserve(1)
  free(10)
  assert.equal([reserve(9), reserve(2)], [true, false])
  assert.is(told, 2)
})

test('a channel that is seen again takes room for what it holds more, and gives all of it back', () => {
  let told = 0
  const fold = channelFold('all', () => (told += 1), 3 * size)
  for (let round = 0; round < 100; round += 1) {
    fold.event('Newchannel', newchannel(name(0)))
    for (let n = 0; n < 20; n += 1) fold.event('Newstate', newchannel(name(0)))
    fold.event('Hangup', hangup(name(0)))
  }
  for (let n = 0; n < 3; n += 1) fold.event('Newchannel', newchannel(name(n)))
  assert.is(fold.live.size, 3)
  assert.is(told, 0)
})

test('channels that find no room are left out, nothing of them stays, and their Hangup is no change', () => {
  let told = 0
  const fold = channelFold('all', () => (told += 1), 3 * size)
  for (let n = 0; n < 1000; n += 1) fold.event('Newchannel', newchannel(name(n)))
  assert.is(fold.live.size, 3)
  assert.is(told, 1)
  assert.equal(fold.event('Hangup', hangup(name(500))), [])
  assert.is(fold.event('Hangup', hangup(name(0))).length, 1)
  assert.is(fold.event('Newchannel', newchannel(name(0))).length, 1)
})

test('a list that grows beyond all bounds is dropped, and changes nothing', () => {
  const fold = channelFold('nothing', () => undefined, 10 * size)
  fold.listResponse(listStarts())
  for (let n = 0; n < 100; n += 1) fold.listEvent(listItem(name(n)))
  assert.equal(fold.listEvent(listEnds()), [])
  assert.is(fold.knowledge(), 'nothing')
  fold.event('Newstate', eventOf('Newstate', name(1)))
  assert.is(fold.live.size, 1)
})

test('Hangups during a list take no memory that grows', () => {
  const fold = channelFold('nothing', () => undefined, 10 * size)
  fold.listResponse(listStarts())
  for (let n = 0; n < 100_000; n += 1) fold.event('Hangup', hangup(name(n)))
  assert.equal(fold.listEvent(listEnds()), [])
  assert.is(fold.knowledge(), 'all')
})

test.run()
