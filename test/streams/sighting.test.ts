import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Frame, frame } from '../../src/index.js'
import { Sighting } from '../../src/streams/sighting.js'

const NAME = 'PJSIP/1-00000001'

/** An event that counts how often it is read. */
class Counted extends Frame {
  reads = 0
  override exact(name: string): string | undefined {
    this.reads += 1
    return super.exact(name)
  }
}
const event = (...lines: readonly string[]): Counted =>
  new Counted(frame('Event: Newstate', `Channel: ${NAME}`, 'Uniqueid: 1.1', ...lines).text)

const then = (before: Sighting | undefined, seen: Frame, name = NAME, as = 'Newstate'): Sighting =>
  new Sighting('1.1', name, { event: as, frame: seen, at: 0 }, before)

const test = suite('a sighting')

test('reads nothing of its frame before somebody asks for the channel, and reads once', () => {
  const ring = event('ChannelState: 4')
  const sighting = then(undefined, ring)
  assert.is(ring.reads, 0)
  assert.is(sighting.channel.state, 'ring')
  const { reads } = ring
  assert.is(sighting.channel, sighting.channel)
  assert.is(ring.reads, reads)
})

test('takes in all earlier sights, though nobody asked for them', () => {
  const rung = then(undefined, event('ChannelState: 5'))
  const held = then(then(rung, event('ChannelState: 6')), event('ChannelState: 6'), NAME, 'Hold')
  assert.equal([held.channel.state, held.channel.held, held.channel.placed], ['up', true, O.some(false)])
})

test('is the same channel where it told nothing new', () => {
  const first = then(undefined, event('ChannelState: 6'))
  assert.is(then(first, event('ChannelState: 6')).channel, first.channel)
})

test('leaves the earlier one as it was', () => {
  const first = then(undefined, event('ChannelState: 5'))
  assert.is(then(first, event('ChannelState: 6')).channel.state, 'up')
  assert.is(first.channel.state, 'ringing')
})

test('keeps the keys of its device until its name is another', () => {
  const first = then(undefined, event())
  assert.is(then(first, event()).keys, first.keys)
  assert.equal(then(first, event(), 'PJSIP/2-00000001', 'Rename').keys, ['pjsip/2', '2'])
})

test('keeps eight frames at most, however long nobody asks', () => {
  const frames = Array.from({ length: 100 }, (_, index) => event(`Exten: ${index}`))
  const sizes: number[] = []
  frames.reduce<Sighting | undefined>((before, each) => {
    const next = then(before, each)
    sizes.push(next.size)
    return next
  }, undefined)
  assert.ok(Math.max(...sizes) <= 9 * event('Exten: 99').text.length, `${Math.max(...sizes)} characters`)
  assert.is(frames.filter(({ reads }) => reads === 0).length < 9, true)
})

test.run()
