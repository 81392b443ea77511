import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Frame, frame } from '../../src/index.js'
import { CHANNEL_BYTES, ChannelRecord } from '../../src/model/channelRecord.js'

const NAME = 'PJSIP/1-00000001'

/** An event that notes which of its headers are read. */
class Noted extends Frame {
  readonly read: string[] = []
  override exact(name: string): string | undefined {
    this.read.push(name)
    return super.exact(name)
  }
}
const event = (...lines: readonly string[]): Noted =>
  new Noted(frame('Event: Newstate', `Channel: ${NAME}`, 'Uniqueid: 1.1', ...lines).text)

const then = (
  before: ChannelRecord | undefined,
  frame: Frame,
  name = NAME,
  event = 'Newstate',
  at = 0,
): ChannelRecord => new ChannelRecord('1.1', name, { event, frame, at, link: 1 }, before)

const test = suite('a sighting')

test('reads one header before somebody asks for the channel, and the others once', () => {
  const ring = event('ChannelState: 4')
  const sighting = then(undefined, ring)
  assert.equal(ring.read, ['ChannelState'])
  assert.is(sighting.channel, sighting.channel)
  assert.is(ring.read.filter((name) => name === 'CallerIDNum').length, 1)
})

test('remembers what its newest frame does not tell, though nobody asked', () => {
  const rung = then(undefined, event('ChannelState: 5'), NAME, 'Newchannel', 1)
  const up = then(rung, event('ChannelState: 6', 'BridgeUniqueid: b-1'), NAME, 'BridgeEnter', 2)
  const held = then(up, event('ChannelState: 6'), NAME, 'Hold', 3)
  const { placed, since, bridge, state } = held.channel
  assert.equal([placed, since, bridge, held.channel.held, state], [O.some(false), 2, O.some('b-1'), true, 'up'])
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

test('under another name is the same in all else', () => {
  const first = then(undefined, event('ChannelState: 6', 'Exten: 240'))
  const renamed = then(first, frame('Event: Rename', 'Uniqueid: 1.1'), 'PJSIP/2-00000001', 'Rename')
  assert.equal(renamed.channel, { ...first.channel, name: 'PJSIP/2-00000001' })
})

test('keeps two frames at most, however often the channel is seen', () => {
  const frames = Array.from({ length: 100 }, () => event('ChannelState: 6'))
  const last = frames.reduce<ChannelRecord | undefined>((before, each) => then(before, each), undefined)
  assert.is(last?.size, CHANNEL_BYTES + 2 * event('ChannelState: 6').text.length)
})

test.run()
