import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { doorbell } from '../../misc/examples/doorbell.js'
import { play, type Stage, whatOf } from './stage.js'

const test = suite('example: doorbell')

const PHONES = ['PJSIP/2222', 'PJSIP/200']
const begin = ({ asterisk, did }: Stage) => doorbell(asterisk, PHONES, did)
const bell = ({ pbx, at }: Stage, ms = 100): void => {
  at(ms, () => {
    pbx.userEvent('Door', { Source: 'front' })
  })
}

test('the first phone that answers talks to the door, and the others stop ringing', () => {
  const living: (readonly string[])[] = []
  const played = play({}, (stage) => {
    const { pbx, at } = stage
    pbx.phone('PJSIP/200', { _tag: 'Answers', after: 3000 })
    bell(stage)
    at(2000, () => living.push(pbx.channels().map(({ name }) => name.replace(/-[^-]*$/, ''))))
    at(4000, () => living.push(pbx.channels().map(({ name }) => name.replace(/-[^-]*$/, ''))))
    return begin(stage)
  })
  assert.equal(
    living.map((names) => [...names].sort()),
    [
      ['PJSIP/200', 'PJSIP/2222'],
      ['PJSIP/200', 'PJSIP/30'],
    ],
  )
  assert.match(String(whatOf(played)), /^PJSIP\/200-\w+$/)
  assert.equal(played.faults, [])
})

test('a phone that cannot be reached does not keep the others from ringing', () => {
  const played = play({}, (stage) => {
    stage.pbx.phone('PJSIP/2222', { _tag: 'Unregistered' })
    stage.pbx.phone('PJSIP/200', { _tag: 'Answers', after: 500 })
    bell(stage)
    return begin(stage)
  })
  assert.match(String(whatOf(played)), /^PJSIP\/200-/)
})

test('tells when nobody comes to the door', () => {
  const played = play({}, (stage) => {
    bell(stage)
    return begin(stage)
  })
  assert.equal(whatOf(played), [undefined])
})

test('an impatient visitor rings the phones once', () => {
  let invited = 0
  play({}, (stage) => {
    bell(stage, 100)
    bell(stage, 900)
    bell(stage, 1700)
    stage.at(5000, () => {
      invited = stage.pbx.callers('PJSIP/200').length
    })
    return begin(stage)
  })
  assert.is(invited, 1)
})

test.run()
