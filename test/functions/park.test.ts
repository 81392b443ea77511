import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Asterisk } from '../../src/index.js'
import { accepting, acting, cut, inOrder, listing } from './acting.js'
import { answering } from './placing.js'
import { refusing, silent } from '../support/peer.js'

const CHANNEL = 'PJSIP/30-00000004'

const item = (channel: string, space: string): readonly string[] => [
  'Event: ParkedCall',
  `ParkeeChannel: ${channel}`,
  'ParkeeUniqueid: 1.7',
  'ParkeeCallerIDNum: 30',
  'ParkeeCallerIDName: Door',
  'ParkerDialString: PJSIP/200',
  'Parkinglot: default',
  `ParkingSpace: ${space}`,
  'ParkingTimeout: 45',
  'ParkingDuration: 0',
]
const listed = (...items: readonly (readonly string[])[]) => listing('ParkedCallsComplete', ...items)

const park = (asterisk: Asterisk) => asterisk.park(CHANNEL)
const retrieve = (asterisk: Asterisk) => asterisk.retrieve('default', '701', 'PJSIP/200')
const actions = (sent: readonly (readonly [number, string])[]): readonly string[] => sent.map(([, action]) => action)

const parking = suite('park')

parking('parks, and emits the place from the list', () => {
  const { said, sent } = acting({
    manners: { Park: accepting(), ParkedCalls: listed(item('PJSIP/31-00000001', '701'), item(CHANNEL, '702')) },
    act: park,
  })
  const [place, end] = said
  assert.match(JSON.stringify(place), /"lot":"default","space":"702","uniqueid":"1\.7","channel":"PJSIP\/30-00000004"/)
  assert.is(end, 'end')
  assert.equal(actions(sent), [`Park ${CHANNEL}`, 'ParkedCalls'])
})

parking('options are headers, and the lot is asked for', () => {
  const { sent } = acting({
    manners: { Park: accepting(), ParkedCalls: listed(item(CHANNEL, '705')) },
    act: (asterisk) => asterisk.park(CHANNEL, { lot: 'shop', space: '705', timeout: 20_000, parker: 'PJSIP/200' }),
  })
  assert.equal(actions(sent), [`Park ${CHANNEL} shop 705 20000 PJSIP/200`, 'ParkedCalls shop'])
})

parking('a call that the list does not show yet is looked for again', () => {
  const { said, sent } = acting({
    manners: { Park: accepting(), ParkedCalls: inOrder(listed(), listed(), listed(item(CHANNEL, '701'))) },
    act: park,
  })
  assert.is(said.length, 2)
  assert.is(actions(sent).filter((action) => action === 'ParkedCalls').length, 3)
})

parking('a call that no list shows: its fate is unknown, and it is not parked twice', () => {
  const { said, sent } = acting({ manners: { Park: accepting(), ParkedCalls: listed() }, act: park })
  assert.match(JSON.stringify(said), /^\[\{"_tag":"FateUnknown","action":"Park"/)
  assert.is(actions(sent).filter((action) => action.startsWith('Park ')).length, 1)
})

parking('a list that fails: it was parked, and the place is unknown', () => {
  const { said } = acting({ manners: { Park: accepting(), ParkedCalls: refusing('no') }, act: park })
  assert.match(JSON.stringify(said), /^\[\{"_tag":"FateUnknown","action":"Park".*ParkedCalls was refused: no/)
})

parking('a refusal is the failure', () => {
  const { said, sent } = acting({ manners: { Park: refusing('Park action failed\n') }, act: park })
  assert.equal(said, [{ _tag: 'Refused', action: 'Park', message: 'Park action failed', needs: [] }])
  assert.is(sent.length, 1)
})

parking('a lost answer is FateUnknown, and it is not parked twice', () => {
  const { said, sent } = acting({ manners: { Park: cut }, act: park })
  assert.match(JSON.stringify(said), /^\[\{"_tag":"FateUnknown","action":"Park"/)
  assert.is(sent.length, 1)
})

parking('unsubscribing asks no more', () => {
  const { said, sent } = acting({ manners: { Park: silent }, act: park, leave: 50 })
  assert.equal([said, sent.length], [[], 1])
})

for (const [channel, options] of [
  ['', {}],
  [CHANNEL, { timeout: 0 }],
  [CHANNEL, { timeout: NaN }],
] as const) {
  parking(`'${channel}' with ${JSON.stringify(options)} is invalid`, () => {
    const { said, sent } = acting({ manners: {}, act: (asterisk) => asterisk.park(channel, options) })
    assert.match(JSON.stringify(said), /^\[\{"_tag":"InvalidAction","action":"Park"/)
    assert.equal(sent, [])
  })
}

parking.run()

const retrieving = suite('retrieve')

retrieving('asks if the call is there, rings the source once, and emits its channel', () => {
  const { said, sent } = acting({
    manners: { ParkedCalls: listed(item(CHANNEL, '701')), Originate: answering(1000) },
    act: (asterisk) => asterisk.retrieve('default', '701', 'PJSIP/200', { timeout: 5000 }),
  })
  assert.match(JSON.stringify(said), /^\[\{"channel":"PJSIP\/200-00000001","uniqueid":"rx-[0-9a-f]+"\},"end"\]$/)
  assert.is(sent.length, 2)
  assert.is(actions(sent)[0], 'ParkedCalls default')
  assert.match(actions(sent)[1] ?? '', /^Originate PJSIP\/200 5000 rx-[0-9a-f]+ true ParkedCall default,701$/)
})

retrieving('a place without a call rings nobody', () => {
  const { said, sent } = acting({ manners: { ParkedCalls: listed(item(CHANNEL, '702')) }, act: retrieve })
  const hint = O.some('no call is parked at 701 of default')
  assert.equal(said, [{ _tag: 'CallFailed', source: 'PJSIP/200', reason: 'noExtension', code: O.none, hint }])
  assert.is(sent.length, 1)
})

retrieving('unsubscribing while it rings ends the ringing', () => {
  const { said, sent } = acting({
    manners: { ParkedCalls: listed(item(CHANNEL, '701')), Originate: accepting(), Hangup: accepting() },
    act: retrieve,
    leave: 500,
  })
  assert.equal(said, [])
  assert.match(actions(sent).at(-1) ?? '', /^Hangup rx-/)
})

retrieving('a list that fails rings nobody', () => {
  const { said, sent } = acting({ manners: { ParkedCalls: cut }, act: retrieve })
  assert.match(JSON.stringify(said), /^\[\{"_tag":"FateUnknown","action":"ParkedCalls"/)
  assert.is(sent.length, 1)
})

for (const [lot, space, source] of [
  ['', '701', 'PJSIP/200'],
  ['default', '', 'PJSIP/200'],
  ['default', '701,x', 'PJSIP/200'],
] as const) {
  retrieving(`'${space}' of '${lot}' is invalid, and nothing is sent`, () => {
    const { said, sent } = acting({ manners: {}, act: (asterisk) => asterisk.retrieve(lot, space, source) })
    assert.match(JSON.stringify(said), /^\[\{"_tag":"InvalidAction","action":"Originate"/)
    assert.equal(sent, [])
  })
}

retrieving.run()
