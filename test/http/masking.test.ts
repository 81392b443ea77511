/** Masking: no number of an outside person leaves, wherever it stands. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { masked, maskedText } from '../../src/http/masking.js'

const test = suite('masking')

test('the last four digits of an outside number are hidden, in every way of writing it', () => {
  assert.is(maskedText('+49 30 555 0142'), '+49 30 555 ***')
  assert.is(maskedText('00493055501'), '0049305***')
  assert.is(maskedText('(030) 555-0142'), '(030) 555-***')
  assert.is(maskedText('from 0305550142 to 2222'), 'from 030555*** to 2222')
})

test('inside numbers, places and words stay', () => {
  for (const text of ['2222', '701', '12345', 'Anna Berg', 'Room 100']) assert.is(maskedText(text), text)
})

test('ids stay, as actions need them; a number in the place of an id does not', () => {
  const value = { id: '1764370000.17', uniqueid: 'rx-76a6aec01625fa5cee15494bed17fd59', calls: ['1764370000.17'] }
  assert.equal(masked(value, 'numbers'), value)
  assert.equal(masked({ id: '+493055501423' }, 'numbers'), { id: '+49305550***' })
})

test('the name of a channel hides its number and keeps its end', () => {
  assert.equal(masked({ channel: 'Local/0305550142@out-00000001' }, 'numbers'), {
    channel: 'Local/030555***@out-00000001',
  })
})

test('a member that nobody thought of is masked too', () => {
  assert.equal(masked({ new: { deep: ['call 0305550142'] } }, 'numbers'), { new: { deep: ['call 030555***'] } })
})

test('outside names are hidden only for privacy all; inside names stay', () => {
  const parties = [
    { number: '0305550142', name: 'Marta' },
    { number: '2222', name: 'Anna' },
    { number: null, name: 'Unknown' },
  ]
  assert.equal(masked(parties, 'numbers'), [
    { number: '030555***', name: 'Marta' },
    { number: '2222', name: 'Anna' },
    { number: null, name: 'Unknown' },
  ])
  assert.equal(masked(parties, 'all'), [
    { number: '030555***', name: null },
    { number: '2222', name: 'Anna' },
    { number: null, name: null },
  ])
  assert.is(masked(parties, 'none'), parties)
})

test.run()
