import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ChannelChange, type Frame, frame } from '../../src/index.js'
import { changesOf, type ChannelStep } from '../../src/model/channels.js'
import { channelFold, type TestFold } from '../support/channelFold.js'
import {
  and,
  eventOf,
  hangup,
  listEnds,
  listItem,
  listRefused,
  listStarts,
  newchannel,
  newstate,
} from '../support/wire.js'

const one = 'PJSIP/1-00000001'
const two = 'PJSIP/2-00000002'

/** Feeds a fold as `streams` does; returns what changed, in words. */
const folded = (fold: TestFold) => {
  const said = ({ _tag, channel }: ChannelChange): string => `${_tag} ${channel.name}`
  const brief = (steps: readonly ChannelStep[]): readonly string[] => changesOf(steps).map(said)
  return {
    ...fold,
    happen: (event: Frame): readonly string[] => brief(fold.event(event.event ?? '', event)),
    /** A whole list with these items; `meanwhile` stands between its items and its end. */
    list: (items: readonly string[], ...meanwhile: readonly Frame[]): readonly string[] => {
      fold.listResponse(listStarts())
      for (const name of items) fold.listEvent(listItem(name))
      for (const event of meanwhile) fold.event(event.event ?? '', event)
      return brief(fold.listEvent(listEnds()))
    },
    names: (): readonly string[] => [...fold.live.values()].map(({ name }) => name),
  }
}
const unknowing = () => folded(channelFold('nothing'))

const test = suite('the fold of channels')

test('a Newchannel adds its channel', () => {
  const { happen, names } = unknowing()
  assert.equal(happen(newchannel(one)), [`Added ${one}`])
  assert.equal(names(), [one])
})

test('an event without a channel or its Uniqueid adds none', () => {
  const { happen, names } = unknowing()
  happen(frame('Event: Newchannel', 'Uniqueid: 1.1'))
  happen(frame('Event: Newchannel', 'Channel: PJSIP/1-1'))
  assert.equal(names(), [])
})

test('two channels of one second stay apart', () => {
  const { happen, names } = unknowing()
  happen(frame('Event: Newchannel', 'Channel: PJSIP/1-1', 'Uniqueid: 1795386550.27'))
  happen(frame('Event: Newchannel', 'Channel: PJSIP/1-2', 'Uniqueid: 1795386550.28'))
  assert.equal(names(), ['PJSIP/1-1', 'PJSIP/1-2'])
})

test('any sign of life adds an unknown channel and changes a known one', () => {
  for (const event of ['Newstate', 'NewCallerid', 'NewConnectedLine', 'BridgeEnter', 'BridgeLeave', 'Hold', 'Unhold']) {
    const { happen } = unknowing()
    assert.equal(happen(eventOf(event, one)), [`Added ${one}`])
    assert.equal(happen(newstate(one, 'Ringing')), [`Changed ${one}`])
  }
})

test('the same twice is one change', () => {
  const { happen } = unknowing()
  happen(newstate(one, 'Up'))
  assert.equal(happen(newstate(one, 'Up')), [])
})

for (const [what, changed] of [
  ['its state', newstate(one, 'Ringing')],
  ['its linkedid', newstate(one, 'Up', { linkedid: 'other' })],
  ['the caller’s number', newstate(one, 'Up', { callerIdNum: '5' })],
  ['the other side’s number', newstate(one, 'Up', { connectedLineNum: '5' })],
  ['the caller’s name', frame(newstate(one, 'Up').text.replace('CallerIDName: <unknown>', 'CallerIDName: Bob'))],
  ['the other side’s name', frame(newstate(one, 'Up').text.replace('LineName: <unknown>', 'LineName: Bob'))],
  ['its context', and(newstate(one, 'Up'), 'Context: door')],
  ['its extension', and(newstate(one, 'Up'), 'Exten: 240')],
  ['its bridge', and(eventOf('BridgeEnter', one), 'BridgeUniqueid: b-1')],
  ['a hold', eventOf('Hold', one)],
  ['its name', frame('Event: Rename', `Uniqueid: ${one}`, `Newname: ${two}`)],
] as const) {
  test(`${what} is a change`, () => {
    const { happen } = unknowing()
    happen(newstate(one, 'Up'))
    assert.is(happen(changed).length, 1)
    assert.is(happen(changed).length, 0)
  })
}

test('a Rename changes the name and keeps the rest', () => {
  const { happen, live } = unknowing()
  happen(newstate(one, 'Up', { callerIdNum: '5' }))
  happen(frame('Event: Rename', `Channel: ${one}`, `Newname: ${two}`, `Uniqueid: ${one}`))
  assert.is(live.get(one)?.name, two)
  assert.equal(live.get(one)?.channel.callerId.number, O.some('5'))
})

test('a Rename of an unknown channel, or without a new name, does nothing', () => {
  const { happen, names } = unknowing()
  assert.equal(happen(frame('Event: Rename', `Newname: ${two}`, `Uniqueid: ${one}`)), [])
  happen(newchannel(one))
  assert.equal(happen(frame('Event: Rename', `Uniqueid: ${one}`)), [])
  assert.equal(names(), [one])
})

test('a Hangup ends its channel and tells the cause', () => {
  const { event, live } = channelFold('nothing')
  event('Newchannel', newchannel(one))
  const [ended] = event('Hangup', hangup(one, 17))
  assert.equal(ended?._tag === 'Last' && ended.cause, O.some(17))
  assert.is(live.size, 0)
})

test('a Hangup of an unknown channel, or of none, does nothing', () => {
  const { happen } = unknowing()
  assert.equal(happen(hangup(one)), [])
  assert.equal(happen(frame('Event: Hangup', 'Channel: x')), [])
})

test('entering and leaving a bridge is seen, and leaving ends a hold', () => {
  const { happen, live } = unknowing()
  happen(and(eventOf('BridgeEnter', one), 'BridgeUniqueid: b-1'))
  happen(eventOf('Hold', one))
  assert.equal([live.get(one)?.channel.bridge, live.get(one)?.channel.held], [O.some('b-1'), true])
  happen(and(eventOf('BridgeLeave', one), 'BridgeUniqueid: b-1'))
  assert.equal([live.get(one)?.channel.bridge, live.get(one)?.channel.held], [O.none, false])
})

test('everything is known from the first whole list on', () => {
  const { knowledge, list, names } = unknowing()
  assert.is(knowledge(), 'nothing')
  assert.equal(list([one]), [`Added ${one}`])
  assert.is(knowledge(), 'all')
  assert.equal(names(), [one])
})

test('after a refused list only what is seen is known, and a later list tells all', () => {
  const { knowledge, listResponse, list } = unknowing()
  listResponse(listRefused())
  assert.is(knowledge(), 'seen')
  list([])
  assert.is(knowledge(), 'all')
  listResponse(listRefused())
  assert.is(knowledge(), 'all')
})

test('a cancelled list changes nothing', () => {
  const { listResponse, listEvent, knowledge, live } = channelFold('nothing')
  listResponse(listStarts())
  listEvent(listItem(one))
  listEvent(listEnds('rx', 'cancelled'))
  assert.is(knowledge(), 'nothing')
  assert.is(live.size, 0)
})

test('items and an end without a beginning are ignored', () => {
  const { listEvent, knowledge } = channelFold('nothing')
  assert.equal(listEvent(listItem(one)), [])
  assert.equal(listEvent(listEnds()), [])
  assert.is(knowledge(), 'nothing')
})

test('an item whose channel ended meanwhile is dead', () => {
  const { list, names } = unknowing()
  assert.equal(list([one, two], hangup(one)), [`Added ${two}`])
  assert.equal(names(), [two])
})

test('an item whose channel ended and began anew meanwhile lives', () => {
  const { list, names } = unknowing()
  list([one], hangup(one), newchannel(one))
  assert.equal(names(), [one])
})

test('only a Newchannel brings an ended channel back', () => {
  const { list, names } = unknowing()
  list([one], hangup(one), newstate(one, 'Ringing'))
  assert.equal(names(), [])
  const again = unknowing()
  again.list([one], hangup(one), newchannel(one))
  assert.equal(again.names(), [one])
})

test('a list that has an ended channel is older than its Hangup', () => {
  const { happen, list, names } = unknowing()
  happen(newchannel(one))
  happen(hangup(one))
  assert.equal(list([one, two]), [`Added ${two}`])
  assert.equal(names(), [two])
})

test('an item that tells who placed the call is a change', () => {
  const { happen, listResponse, listEvent } = unknowing()
  happen(newstate(one, 'Up'))
  listResponse(listStarts())
  listEvent(and(listItem(one), 'Application: AppDial'))
  const [change] = listEvent(listEnds())
  assert.equal(change?._tag === 'Again' && change.after.channel.placed, O.some(false))
})

test('a channel with evidence on this link outlives any lists', () => {
  const { happen, list, names } = unknowing()
  happen(newchannel(one))
  list([])
  list([])
  list([])
  assert.equal(names(), [one])
})

test('a new link takes the evidence away, and two absences end a channel', () => {
  const { happen, list, newLink } = unknowing()
  happen(newchannel(one))
  newLink()
  assert.equal(list([]), [])
  assert.equal(list([]), [`Ended ${one}`])
})

test('a new link forgets the absences of the old one', () => {
  const { happen, list, newLink } = unknowing()
  happen(newchannel(one))
  newLink()
  list([])
  newLink()
  assert.equal(list([]), [])
})

test('a new link discards an open list', () => {
  const { listResponse, listEvent, newLink, knowledge } = channelFold('nothing')
  listResponse(listStarts())
  newLink()
  listEvent(listEnds())
  assert.is(knowledge(), 'nothing')
})

test('a second list that begins discards the open one', () => {
  const { listResponse, listEvent, live } = channelFold('nothing')
  listResponse(listStarts())
  listEvent(listItem(one))
  listResponse(listStarts())
  listEvent(listEnds())
  assert.is(live.size, 0)
})

test('a channel that two lists lacked may be in a later one', () => {
  const { list, newLink, names } = unknowing()
  list([one])
  newLink()
  list([])
  assert.equal(list([]), [`Ended ${one}`])
  assert.equal(list([one]), [`Added ${one}`])
  assert.equal(names(), [one])
})

test.run()
