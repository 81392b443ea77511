import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openDoor } from '../../misc/examples/openDoor.js'
import { play, type Stage, whatOf } from './stage.js'

const test = suite('example: open the door')

const begin = ({ asterisk, did }: Stage) =>
  openDoor(asterisk, { phone: 'PJSIP/200', door: 'PJSIP/30', digit: '5' }, () => did('open'))
const press = ({ pbx, at }: Stage, ms: number, phone: string, digits: string): void => {
  at(ms, () => {
    pbx.press(phone, digits)
  })
}

test('opens when the phone that talks to the door presses the digit', () => {
  const { effects } = play({}, (stage) => {
    stage.at(1000, () => stage.pbx.dial('PJSIP/200', '30'))
    press(stage, 3000, 'PJSIP/200', '15')
    return begin(stage)
  })
  assert.equal(effects, [[3200, 'open']])
})

test('stays shut for other digits, for other phones, and before the door has answered', () => {
  const played = play({}, (stage) => {
    const { pbx, at } = stage
    pbx.phone('PJSIP/30', { _tag: 'Answers', after: 2000 })
    at(1000, () => pbx.dial('PJSIP/200', '30'))
    press(stage, 2000, 'PJSIP/200', '5')
    press(stage, 4000, 'PJSIP/200', '46')
    press(stage, 5000, 'PJSIP/30', '5')
    return begin(stage)
  })
  assert.equal(whatOf(played), [])
})

test('stays shut when the phone talks to somebody else', () => {
  const played = play({}, (stage) => {
    const { pbx, at } = stage
    pbx.phone('PJSIP/2222', { _tag: 'Answers', after: 100 })
    at(1000, () => pbx.dial('PJSIP/200', '2222'))
    press(stage, 3000, 'PJSIP/200', '5')
    return begin(stage)
  })
  assert.equal(whatOf(played), [])
})

test.run()
