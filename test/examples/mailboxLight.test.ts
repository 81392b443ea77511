import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mailboxLight } from '../../misc/examples/mailboxLight.js'
import { play, whatOf } from './stage.js'

const test = suite('example: mailbox light')

const BOX = '2222@default'

test('is right from the start', () => {
  const lit = play({ mailboxes: { [BOX]: { old: 0, new: 1, urgent: 0 } } }, ({ asterisk, did }) =>
    mailboxLight(asterisk, '2222', did),
  )
  const dark = play({}, ({ asterisk, did }) => mailboxLight(asterisk, '2222', did))
  assert.equal([whatOf(lit), whatOf(dark)], [[true], [false]])
})

test('shines for a new message until all are heard, and for an urgent one too', () => {
  const { effects } = play({}, ({ asterisk, pbx, at, did }) => {
    at(1000, () => {
      pbx.leaveMessage(BOX)
    })
    at(2000, () => {
      pbx.leaveMessage(BOX)
    })
    at(3000, () => {
      pbx.mailbox(BOX, { old: 2, new: 0, urgent: 0 })
    })
    at(4000, () => {
      pbx.mailbox(BOX, { old: 2, new: 0, urgent: 1 })
    })
    return mailboxLight(asterisk, '2222', did)
  })
  assert.equal(effects, [
    [0, false],
    [1000, true],
    [3000, false],
    [4000, true],
  ])
})

test('learns after an outage what came meanwhile', () => {
  const played = play({}, ({ asterisk, pbx, at, did }) => {
    at(5000, () => {
      pbx.faults.drop()
      pbx.leaveMessage(BOX)
    })
    return mailboxLight(asterisk, '2222', did)
  })
  assert.equal(whatOf(played), [false, true])
})

test.run()
