import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Asterisk, ConnectOptions } from '../../src/index.js'
import { client, noted, peer, polite, story } from '../support/peer.js'

const everything = (asterisk: Asterisk) => [
  asterisk.userEvent('Call'),
  asterisk.dtmf('2222'),
  asterisk.device('2222'),
  asterisk.deviceState('2222'),
  asterisk.channel$,
  asterisk.channelChange$,
  asterisk.mailbox('2222'),
]

/** The reports about masked streams when all streams are subscribed twice. */
const told = (events: NonNullable<ConnectOptions['events']>): readonly (readonly [string, string])[] => {
  const said: (readonly [string, string])[] = []
  story((at) => {
    const asterisk = client(peer(polite).transport, { events })
    asterisk.fault$.subscribe((fault) => {
      if (fault._tag === 'Masked') said.push([fault.stream, fault.needs])
    })
    for (const stream$ of [...everything(asterisk), ...everything(asterisk)]) noted(stream$)
    at(100, () => asterisk.close())
  })
  return said
}

const CALL = ['device', 'deviceState', 'channel$', 'channelChange$', 'mailbox'].map((name) => [name, 'call'] as const)

const test = suite('streams whose events the mask keeps out')

test('all are told of once where it is off', () => {
  assert.equal(told('off'), [['userEvent', 'user'], ['dtmf', 'dtmf'], ...CALL])
})

test('only those of a class that is missing are told of', () => {
  assert.equal(told(['user', 'dtmf']), CALL)
  assert.equal(told(['call']), [
    ['userEvent', 'user'],
    ['dtmf', 'dtmf'],
  ])
})

test('none is told of where it is on', () => {
  assert.equal(told('on'), [])
})

test('nothing is told before it is watched', () => {
  const asterisk = client(peer(polite).transport, { events: 'off' })
  const { log } = noted(asterisk.fault$)
  everything(asterisk)
  assert.equal(log, [])
})

test.run()
