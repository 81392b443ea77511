import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { doorIntercom } from '../../misc/examples/doorIntercom.js'
import { answer, type SimulateOptions, wait } from '../../src/testing/index.js'
import { play, type Stage, whatOf } from './stage.js'

const test = suite('example: door intercom')

const PHONES = ['PJSIP/200', 'PJSIP/300', 'PJSIP/2222']
const HOUSE: SimulateOptions = {
  endpoints: {
    'PJSIP/200': { _tag: 'Answers', after: 2000 },
    'PJSIP/300': { _tag: 'Rings' },
    'PJSIP/2222': { _tag: 'Rings' },
    'PJSIP/30': { _tag: 'Answers', after: 100 },
  },
}
const begin = ({ asterisk, did }: Stage) =>
  doorIntercom(asterisk, { phones: PHONES, digit: '5' }, { open: () => did('open'), mail: did })
const bell = ({ pbx, at }: Stage, ms = 100): void => {
  at(ms, () => {
    pbx.userEvent('Door', { Source: 'front' })
  })
}
const press = ({ pbx, at }: Stage, ms: number, phone: string, digits: string): void => {
  at(ms, () => {
    pbx.press(phone, digits)
  })
}

test('the first phone that answers gets the door, and its digit 5 opens', () => {
  let living: readonly string[] = []
  const played = play(HOUSE, (stage) => {
    bell(stage)
    press(stage, 4000, 'PJSIP/200', '15')
    stage.at(3500, () => {
      living = stage.pbx.channels().map(({ name }) => name.replace(/-[^-]*$/, ''))
    })
    return begin(stage)
  })
  assert.equal([...living].sort(), ['PJSIP/200', 'PJSIP/30'])
  assert.equal(whatOf(played), ['open'])
  assert.equal(played.faults, [])
})

test('a 5 of another phone, or of another call of that phone, opens nothing', () => {
  const talk = { internal: () => [answer(), wait(60_000)] }
  const played = play({ ...HOUSE, contexts: { ...talk, door: () => [answer(), wait(60_000)] } }, (stage) => {
    bell(stage)
    press(stage, 4000, 'PJSIP/300', '5')
    stage.at(5000, () => {
      stage.pbx.hangup('PJSIP/200')
      stage.pbx.dial('PJSIP/200', '100')
    })
    press(stage, 7000, 'PJSIP/200', '5')
    return begin(stage)
  })
  assert.equal(whatOf(played), [])
})

test('after 20 s without an answer a mail tells why', () => {
  const { effects } = play(
    { ...HOUSE, endpoints: { 'PJSIP/200': { _tag: 'Busy' }, 'PJSIP/300': { _tag: 'Rings' } } },
    (stage) => {
      bell(stage)
      return begin(stage)
    },
  )
  assert.is(effects.length, 1)
  const [[at, why] = []] = effects
  assert.ok(at !== undefined && at >= 20_000 && at < 21_000)
  assert.match(String(why), /^nobody answered: PJSIP\/200 is busy; PJSIP\/300 did not answer; PJSIP\/2222 could not/)
})

test('a link that is lost while the phones ring changes nothing', () => {
  const played = play(HOUSE, (stage) => {
    bell(stage)
    stage.at(1000, () => {
      stage.pbx.faults.drop()
    })
    press(stage, 5000, 'PJSIP/200', '5')
    return begin(stage)
  })
  assert.equal(whatOf(played), ['open'])
})

test('a bell during the talk is dropped', () => {
  let invited = 0
  play(HOUSE, (stage) => {
    bell(stage)
    bell(stage, 6000)
    stage.at(8000, () => {
      invited = stage.pbx.callers('PJSIP/300').length
    })
    return begin(stage)
  })
  assert.is(invited, 1)
})

test.run()
