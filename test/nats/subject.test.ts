/** Names in subjects. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { idFrom, textOfId } from '../../src/nats/log.js'
import { kindOf, subjectsOf, tokenOf } from '../../src/nats/subject.js'

const test = suite('subject')

test('a plain name stays, and every other sign is escaped', () => {
  assert.equal(['Door', 'a b', 'a.b', '*', '>', '', '☎', 'a\r\nb'].map(tokenOf), [
    'Door',
    'a%20b',
    'a%2Eb',
    '%2A',
    '%3E',
    '%',
    '%E2%98%8E',
    'a%0D%0Ab',
  ])
})

test('a token is short, and has no sign that NATS reads', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (name) => {
      assert.match(tokenOf(name), /^[0-9A-Za-z_%~-]{1,128}$/)
    }),
  )
})

test('long names that begin equally have different tokens', () => {
  const long = 'x'.repeat(5000)
  assert.is.not(tokenOf(`${long}1`), tokenOf(`${long}2`))
  assert.is(tokenOf(long).length, 96 + 1 + 16)
})

test('an event can have no subject of our own entries', () => {
  const { state, own, userEvent, event, lead } = subjectsOf('berlin')
  assert.equal([state('own'), state('own.mark'), own('mark'), userEvent('lead'), event('Cdr'), lead].map(kindOf), [
    'state',
    'state',
    'mark',
    'userEvent',
    'event',
    'lead',
  ])
  assert.is(kindOf('ami.berlin.s.own.later'), undefined)
})

test('an id is read as it was written', () => {
  for (const id of [
    { gateway: 'gw-1', epoch: 3, n: 0, anchor: 0 },
    { gateway: 'gw_2', epoch: 30, n: 17, anchor: 2 },
  ]) {
    assert.equal(idFrom(textOfId(id)), id)
  }
  assert.is(idFrom('something else'), undefined)
})

test.run()
