/** A gateway that led, follows another one, and leads again: it goes on without a gap where its frames are in a row. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { group, LEASE, wired } from './memberGroup.js'

const test = suite('a gateway that leads again')

test('frames that came before a gap are still there when the same gateway leads again', () => {
  const { member, hear, live, written } = group(true)
  const first = member('first')
  const second = member('second')
  for (const each of [first, second]) hear(each, 7)
  const late = member('late')
  for (const each of [second, late]) hear(each, 8)
  live(late)
  live(second)
  hear(late, 9)
  live(late)
  hear(late, 10)
  assert.equal(written(), ['7', 'gap', '8', '9', '10'])
})

test('a frame that came too late for the log shows the place when the same gateway leads again', () => {
  const { member, hear, live, written } = group(true)
  const first = member('first')
  const second = member('second')
  const slow = member('slow')
  for (const each of [first, second]) for (const n of [1, 2]) hear(each, n)
  hear(slow, 1)
  live(slow)
  hear(slow, 2)
  live(second)
  live(slow)
  hear(slow, 3)
  assert.equal(written(), ['1', '2', 'gap', '3'])
})

test('a leader that was replaced goes on after what it stored, when it leads again', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const next = member('next')
  for (const n of [1, 2]) for (const each of [old, next]) hear(each, n)
  live(next)
  // the log refuses it, so the old leader follows
  for (const n of [3, 4]) hear(old, n)
  live(old)
  hear(old, 5)
  assert.equal(written(), ['1', '2', '3', '4', '5'])
})

test('a leader that stored nothing goes on after the frame at which it began', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const next = member('next')
  for (const each of [old, next]) hear(each, 1)
  live(next)
  live(old)
  for (const n of [2, 3]) hear(next, n)
  live(next)
  assert.equal(written(), ['1', '2', '3'])
})

test('frames of a link that was lost are not in a row with those of the next one', () => {
  const all = group(true)
  const { member, hear, live, written } = all
  const { gateway: old, flow, lose, live: liveAlone } = wired(all)
  flow()
  const next = member('next')
  for (const each of [old, next]) hear(each, 1)
  flow()
  for (const each of [old, next]) hear(each, 2)
  old.linked(false)
  lose()
  old.linked(true)
  hear(old, 4)
  live(next)
  assert.equal(written(), ['1', '2'])
  liveAlone()
  assert.equal(written(), ['1', '2', 'gap'])
})

test('frames that a leader could not store are not in a row with those after its gap', () => {
  const all = group(true)
  const { log, member, hear, live, written } = all
  const { gateway: old, flow, lose, live: liveAlone } = wired(all)
  flow()
  const next = member('next')
  hear(old, 1)
  flow()
  hear(old, 2)
  lose()
  log.now += LEASE
  old.tick()
  old.linked(false)
  old.linked(true)
  // the log answers again: 2, and a gap for 3 and 4, are on their way
  flow()
  hear(old, 5)
  lose()
  for (const n of [1, 2]) hear(next, n)
  live(next)
  assert.equal(written(), ['1', '2'])
  liveAlone()
  assert.equal(written(), ['1', '2', 'gap'])
})

test.run()
