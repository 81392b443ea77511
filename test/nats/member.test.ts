/** Gateways of one Asterisk over a log in memory, step by step. */
import { of } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Log } from '../../src/nats/log.js'
import { group, LEASE } from './memberGroup.js'

const test = suite('member')

test('a new leader goes on after the newest frame of the log', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const next = member('next')
  for (const n of [1, 2]) hear(old, n)
  for (const n of [1, 2, 3]) hear(next, n)
  live(next)
  hear(next, 4)
  assert.equal(written(), ['1', '2', '3', '4'])
})

test('a new leader whose link is slow tells a gap, and writes no frame again that the log has', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const next = member('next')
  for (const n of [1, 2, 3]) hear(old, n)
  hear(next, 1)
  live(next)
  for (const n of [2, 3, 4]) hear(next, n)
  assert.equal(written(), ['1', '2', '3', 'gap', '4'])
})

test('what an earlier gap has lost does not come late', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const next = member('next')
  hear(old, 1)
  old.linked(false)
  old.linked(true)
  live(old)
  hear(old, 4)
  for (const n of [1, 2]) hear(next, n)
  live(next)
  for (const n of [3, 4, 5]) hear(next, n)
  assert.equal(written(), ['1', 'gap', '4', 'gap', '5'])
})

test('a clock of Asterisk that was set back stops nothing', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const next = member('next')
  hear(old, 3600)
  live(next)
  for (const n of [5, 6]) hear(next, n)
  assert.equal(written(), ['3600', 'gap', '5', '6'])
})

test('without timestamps an equal text may be another event: it is written', () => {
  const { member, hear, live, written } = group(false)
  const old = member('old')
  const next = member('next')
  hear(old, 1)
  live(next)
  hear(next, 2)
  assert.equal(written(), ['Hangup', 'gap', 'Hangup'])
})

test('without timestamps a frame that both have may be another one with the same text: a gap is told at once', () => {
  const { log, member, hear, written } = group(false)
  const old = member('old')
  const next = member('next')
  for (const each of [old, next]) hear(each, 1)
  log.now += LEASE
  next.tick()
  assert.equal(written(), ['Hangup', 'gap'])
  assert.match(log.entries.at(-1)?.text ?? '', /set timestampevents = yes/)
})

test('a gateway that logged in after the newest frame waits for nothing: it tells a gap at once', () => {
  const { log, member, hear, written } = group(true)
  hear(member('old'), 1)
  const late = member('late')
  log.now += LEASE
  late.tick()
  assert.equal(written(), ['1', 'gap'])
  assert.match(log.entries.at(-1)?.text ?? '', /a frame that this gateway has not/)
})

test('a gateway that cannot read the log leaves the lead to others', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const deaf = member('deaf', false)
  const next = member('next')
  for (const each of [old, next]) hear(each, 1)
  live(deaf)
  live(deaf, next)
  assert.ok(next.holds())
  hear(next, 2)
  assert.equal(written(), ['1', '2'])
})

test('a leader reads no entry, and begins again when another one leads', () => {
  const { member, hear, live } = group(true)
  const old = member('old')
  const next = member('next')
  for (const each of [old, next]) hear(each, 1)
  live(old)
  assert.equal([old.isReading(), next.isReading()], [false, true])
  live(next)
  old.tick()
  assert.equal([old.isReading(), next.isReading()], [true, false])
})

test('a leader that could not read the end of the log reads it before it writes a frame', () => {
  const { log, port, member, hear, live, written } = group(true)
  const old = member('old')
  const tail: Log['tail'] = () => of({ last: log.entries.length, id: undefined, subject: '', text: '' })
  const next = member('next', false, { ...port, tail })
  for (const n of [1, 2]) hear(old, n)
  for (const n of [1, 2, 3]) hear(next, n)
  live(next)
  assert.ok(next.isReading())
  assert.equal(written(), ['1', '2'])
  for (const entry of [...log.entries]) next.entry(entry)
  assert.not(next.isReading())
  assert.equal(written(), ['1', '2', '3'])
})

test.run()
