import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Asterisk } from '../../src/index.js'
import { accepting, acting, cut, inOrder, variable } from './acting.js'
import { refusing, silent } from '../support/peer.js'

const CHANNEL = 'PJSIP/200-00000003'
const OTHER = 'PJSIP/30-00000004'

const redirect = (asterisk: Asterisk) => asterisk.redirect(CHANNEL, 'internal', '8000')
const redirectBoth = (asterisk: Asterisk) => asterisk.redirect(CHANNEL, 'internal', '8000', { other: OTHER })
const transfer = (asterisk: Asterisk) => asterisk.transfer(CHANNEL, 'internal', '8000')

const noExtension = (place: string) => ({
  _tag: 'CallFailed',
  source: CHANNEL,
  reason: 'noExtension',
  code: O.none,
  hint: O.some(`the dialplan has no ${place}; the call goes on as it was`),
})

const test = suite('redirect and transfer')

test('redirect asks the dialplan, moves the channel, emits once and completes', () => {
  const { log, sent } = acting({ manners: { Getvar: variable('1'), Redirect: accepting() }, act: redirect })
  assert.equal(log, [
    [2, undefined],
    [2, 'end'],
  ])
  assert.equal(sent, [
    [0, 'Getvar DIALPLAN_EXISTS(internal,8000,1)'],
    [1, `Redirect ${CHANNEL} internal 8000 1`],
  ])
})

test('both legs move by one action, and one question is enough for one place', () => {
  const { sent } = acting({ manners: { Getvar: variable('1'), Redirect: accepting() }, act: redirectBoth })
  assert.equal(
    sent.map(([, action]) => action),
    ['Getvar DIALPLAN_EXISTS(internal,8000,1)', `Redirect ${CHANNEL} internal 8000 1 ${OTHER} internal 8000 1`],
  )
})

test('the other leg may have a place of its own, which is asked for too', () => {
  const other = { channel: OTHER, context: 'door', exten: '240' }
  const { said, sent } = acting({
    manners: { Getvar: inOrder(variable('1'), variable('0')) },
    act: (asterisk) => asterisk.redirect(CHANNEL, 'internal', '8000', { other }),
  })
  assert.equal(said, [noExtension('240@door')])
  assert.is(sent.length, 2)
})

test('transfer asks the dialplan, and moves the partner', () => {
  const { said, sent } = acting({ manners: { Getvar: variable('1'), BlindTransfer: accepting() }, act: transfer })
  assert.equal(said, [undefined, 'end'])
  assert.is(sent.at(-1)?.[1], `BlindTransfer ${CHANNEL} internal 8000`)
})

for (const [name, act] of [
  ['redirect', redirect],
  ['transfer', transfer],
] as const) {
  test(`${name} to a missing extension fails with noExtension, and sends nothing`, () => {
    const { said, sent } = acting({ manners: { Getvar: variable('0') }, act })
    assert.equal(said, [noExtension('8000@internal')])
    assert.is(sent.length, 1)
  })

  test(`${name} sends nothing where Asterisk cannot tell: an empty value is not a no`, () => {
    const { said, sent } = acting({ manners: { Getvar: variable('') }, act })
    const [failure] = said
    assert.match(JSON.stringify(failure), /"InvalidAction".*load its module func_dialplan\.so/)
    assert.is(sent.length, 1)
  })

  test(`${name} was not sent when the link is lost under the question, and is not sent later`, () => {
    const { said, sent } = acting({ manners: { Getvar: cut }, act })
    assert.match(JSON.stringify(said), /^\[\{"_tag":"NotSent"/)
    assert.is(sent.length, 1)
  })

  test(`${name} that is unsubscribed under the question moves nothing`, () => {
    const { said, sent } = acting({ manners: { Getvar: silent }, act, leave: 50 })
    assert.equal([said, sent.length], [[], 1])
  })
}

test('a refusal of Asterisk is the failure', () => {
  const { said } = acting({
    manners: { Getvar: variable('1'), BlindTransfer: refusing('Transfer invalid') },
    act: transfer,
  })
  assert.equal(said, [{ _tag: 'Refused', action: 'BlindTransfer', message: 'Transfer invalid', needs: [] }])
})

test('a move that was sent is never sent again', () => {
  const { said, sent } = acting({ manners: { Getvar: variable('1'), Redirect: cut }, act: redirect })
  assert.match(JSON.stringify(said), /^\[\{"_tag":"FateUnknown","action":"Redirect"/)
  assert.is(sent.length, 2)
})

const SIGNS = 'the dialplan cannot be asked for an extension with a comma, a quote, a backslash or a bracket'

for (const [channel, context, exten, why] of [
  ['', 'internal', '8000', 'it needs the name of a channel, such as PJSIP/200-00000003'],
  [CHANNEL, '', '8000', 'it needs an extension and a context'],
  [CHANNEL, 'internal', '', 'it needs an extension and a context'],
  [CHANNEL, 'internal', '8,1', SIGNS],
  [CHANNEL, 'inter)nal', '8000', SIGNS],
] as const) {
  test(`'${channel}' to '${exten}' of '${context}' is invalid, and nothing is asked`, () => {
    const { said, sent } = acting({ manners: {}, act: (asterisk) => asterisk.redirect(channel, context, exten) })
    assert.equal(said, [{ _tag: 'InvalidAction', action: 'Redirect', why }])
    assert.equal(sent, [])
  })
}

test('an other leg without a name is invalid', () => {
  const { said } = acting({
    manners: {},
    act: (asterisk) => asterisk.redirect(CHANNEL, 'internal', '8000', { other: '' }),
  })
  assert.match(JSON.stringify(said), /InvalidAction/)
})

test.run()
