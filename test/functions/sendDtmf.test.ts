import { merge } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Asterisk } from '../../src/index.js'
import { accepting, acting, after, inOrder } from './acting.js'
import { type Manner, refusing } from '../support/peer.js'

const CHANNEL = 'PJSIP/30-00000004'
/** The login waits while a digit sounds. */
const sounding: Manner = after(100, accepting('Message: DTMF successfully queued'))

const code = (asterisk: Asterisk) => asterisk.sendDtmf(CHANNEL, '471#')

const test = suite('sendDtmf')

test('sends one digit after the other, each after the answer to the one before and the gap', () => {
  const { log, sent } = acting({ manners: { PlayDTMF: sounding }, act: code })
  assert.equal(sent, [
    [0, `PlayDTMF ${CHANNEL} 4 100`],
    [201, `PlayDTMF ${CHANNEL} 7 100`],
    [402, `PlayDTMF ${CHANNEL} 1 100`],
    [603, `PlayDTMF ${CHANNEL} # 100`],
  ])
  assert.equal(log, [
    [704, undefined],
    [704, 'end'],
  ])
})

test('duration and gap are options', () => {
  const { sent } = acting({
    manners: { PlayDTMF: sounding },
    act: (asterisk) => asterisk.sendDtmf(CHANNEL, '12', { duration: 250, gap: 40 }),
  })
  assert.equal(sent, [
    [0, `PlayDTMF ${CHANNEL} 1 250`],
    [141, `PlayDTMF ${CHANNEL} 2 250`],
  ])
})

test('digits of two subscriptions do not mix', () => {
  const { sent } = acting({
    manners: { PlayDTMF: sounding },
    act: (asterisk) => merge(asterisk.sendDtmf(CHANNEL, '12'), asterisk.sendDtmf('PJSIP/31-00000005', '34')),
  })
  assert.equal(
    sent.map(([at, action]) => [at, action.split(' ')[2]]),
    [
      [0, '1'],
      [201, '2'],
      [402, '3'],
      [603, '4'],
    ],
  )
})

test('unsubscribing sends no more digits, and lets the next one begin', () => {
  const { said, sent } = acting({
    manners: { PlayDTMF: sounding },
    act: code,
    leave: 250,
    also: (at, _, asterisk) => {
      at(100, () => asterisk.perform(asterisk.sendDtmf(CHANNEL, '9')))
    },
  })
  assert.equal(said, [])
  assert.equal(
    sent.map(([at, action]) => [at, action.split(' ')[2]]),
    [
      [0, '4'],
      [201, '7'],
      [350, '9'],
    ],
  )
})

test('a refusal ends it: the call is gone', () => {
  const { said, sent } = acting({
    manners: { PlayDTMF: inOrder(sounding, refusing('Channel not found')) },
    act: code,
  })
  assert.equal(said, [{ _tag: 'Refused', action: 'PlayDTMF', message: 'Channel not found', needs: [] }])
  assert.is(sent.length, 2)
})

test('a link that is lost between two digits ends it: the rest of a code does not come late', () => {
  const { log, sent } = acting({
    manners: { PlayDTMF: sounding },
    act: code,
    also: (at, server) => {
      at(150, () => {
        server.links[0]?.fail('cut')
      })
    },
  })
  assert.equal(log, [
    [
      201,
      {
        _tag: 'FateUnknown',
        action: 'PlayDTMF',
        why: 'the link was lost after 1 of 4 digits, and the rest was not sent',
        needs: [],
      },
    ],
  ])
  assert.is(sent.length, 1)
})

for (const [digits, options] of [
  ['', {}],
  ['12x', {}],
  ['1 2', {}],
  ['1', { duration: 99 }],
  ['1', { duration: 501 }],
  ['1', { duration: NaN }],
  ['1', { gap: -1 }],
  ['1', { gap: 10_001 }],
] as const) {
  test(`'${digits}' with ${JSON.stringify(options)} is invalid, and nothing is sent`, () => {
    const { said, sent } = acting({ manners: {}, act: (asterisk) => asterisk.sendDtmf(CHANNEL, digits, options) })
    assert.match(JSON.stringify(said), /^\[\{"_tag":"InvalidAction","action":"PlayDTMF"/)
    assert.equal(sent, [])
  })
}

test.run()
