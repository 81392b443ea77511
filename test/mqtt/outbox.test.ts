/** The outbox: the newest retained values, and events that are never late. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { passing } from '../../src/mqtt/happenings.js'
import { Outbox } from '../../src/mqtt/outbox.js'

const test = suite('the outbox')

const everything = (outbox: Outbox): readonly string[] => {
  const taken: string[] = []
  for (let next = outbox.take(); next !== undefined; next = outbox.take()) taken.push(`${next.topic}=${next.payload}`)
  return taken
}

test('an equal value is not sent again, and of several values only the newest', () => {
  const outbox = new Outbox()
  outbox.restart()
  assert.ok(outbox.put('a', '1', 'state'))
  assert.not(outbox.put('a', '1', 'state'))
  outbox.put('a', '2', 'state')
  assert.equal(everything(outbox), ['a=2'])
  assert.not(outbox.put('a', '2', 'state'))
  assert.equal(everything(outbox), [])
})

test('a new link gets everything, by rank', () => {
  const outbox = new Outbox()
  outbox.put('bridge', 'online', 'bridge')
  outbox.put('link', 'online', 'link')
  outbox.put('phone', 'idle', 'state')
  outbox.put('config', '{}', 'discovery')
  const all = ['config={}', 'phone=idle', 'link=online', 'bridge=online']
  assert.equal(everything(outbox), all)
  outbox.restart()
  assert.equal(everything(outbox), all)
})

test('a cleared topic is sent once as empty, and does not exist afterwards', () => {
  const outbox = new Outbox()
  outbox.put('a', '1', 'state')
  everything(outbox)
  outbox.put('a', '', 'state')
  assert.equal(everything(outbox), ['a='])
  outbox.restart()
  assert.equal(everything(outbox), [])
})

test('events without a link are lost, and those of an old link too', () => {
  const outbox = new Outbox()
  outbox.event(passing('bell', 1))
  outbox.restart()
  assert.equal(everything(outbox), [])
  outbox.event(passing('bell', 2))
  outbox.down()
  outbox.event(passing('bell', 3))
  outbox.restart()
  assert.equal(everything(outbox), [])
  outbox.event(passing('bell', 4))
  assert.equal(everything(outbox), ['bell=4'])
})

test('of too many events the oldest are dropped and counted; states come first', () => {
  const outbox = new Outbox()
  outbox.restart()
  for (let n = 0; n < 1003; n += 1) outbox.event(passing('bell', n))
  outbox.put('phone', 'idle', 'state')
  const taken = everything(outbox)
  assert.equal(taken.slice(0, 2), ['phone=idle', 'bell=3'])
  assert.is(taken.length, 1001)
  assert.is(outbox.takeDropped(), 3)
  assert.is(outbox.takeDropped(), 0)
})

test('C2: a hundred thousand changes without a broker are one value of each topic', () => {
  const outbox = new Outbox()
  for (let n = 0; n < 100_000; n += 1) {
    outbox.put(`phone/${n % 10}`, String(n), 'state')
    outbox.event(passing('bell', n))
  }
  assert.is(outbox.size(), 10)
  // what nobody can get is not told as dropped by a slow broker
  assert.is(outbox.takeDropped(), 0)
  outbox.restart()
  assert.equal(everything(outbox).length, 10)
})

test('a value that is touched is sent again', () => {
  const outbox = new Outbox()
  outbox.put('a', '1', 'state')
  everything(outbox)
  let changes = 0
  outbox.changed$.subscribe(() => (changes += 1))
  outbox.touch('a')
  outbox.touch('unknown')
  assert.is(changes, 1)
  assert.equal(everything(outbox), ['a=1'])
})

test.run()
