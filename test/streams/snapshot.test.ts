import { suite } from 'uvu'
import { type Frame, streams } from '../../src/index.js'
import { marbles } from '../marbles.js'
import { hangup, listEnds, listItem, listRefused, listStarts, login, newchannel, newstate } from './wire.js'

const phone = 'PJSIP/2222-00000001'
const values = { f: false, t: true }
const link = {
  l: login(),
  s: listStarts(),
  i: listItem(phone),
  e: listEnds(),
  c: listEnds('rx', 'cancelled'),
  r: listRefused(),
  n: newchannel(phone),
  u: newstate(phone, 'Up'),
  h: hangup(phone),
  // the next link has another prefix
  L: login('ry'),
  S: listStarts('ry'),
  I: listItem(phone, 'Up', {}, 'ry'),
  E: listEnds('ry'),
  C: listEnds('ry', 'cancelled'),
  R: listRefused('ry'),
  O: listItem('PJSIP/200-00000002', 'Up', {}, 'ry'),
  T: listItem('PJSIP/2222-00000002', 'Up', {}, 'ry'),
}
const deviceOf = (diagram: string, device = '2222') =>
  marbles(({ hot, expectObservable }) => {
    const [wire = '', expected = ''] = diagram.split('\n').filter((line) => line.trim() !== '')
    const frame$ = hot<Frame>(wire.trim(), link)

    expectObservable(streams(frame$, { start: 'snapshot' }).device(device), `^${'-'.repeat(30)}!`).toBe(
      expected.trim(),
      values,
    )
  })

const test = suite('a live link: device')

test(
  'is silent until the first whole list, then idle',
  deviceOf(`
    -l-s-e-
    -----f-
  `),
)

test(
  'is silent until the first whole list, then busy',
  deviceOf(`
    -l-sie-
    -----t-
  `),
)

test(
  'is silent in spite of events before the list, which it then knows',
  deviceOf(`
    -ln-s-e-
    ------t-
  `),
)

test(
  'a channel that came and went before the list is not there',
  deviceOf(`
    -ln-h-s-e-
    --------f-
  `),
)

test(
  'a channel that ended while the list was under way stays dead',
  deviceOf(`
    -l-shie-
    ------f-
  `),
)

test(
  'a channel that ended after its item was listed stays dead',
  deviceOf(`
    -l-sihe-
    ------f-
  `),
)

test(
  'a channel that began anew while the list was under way lives',
  deviceOf(`
    -l-shnie-
    -------t-
  `),
)

test(
  'a list that never ends tells nothing',
  deviceOf(`
    -l-si---
    --------
  `),
)

test(
  'a cancelled list tells nothing, and the next one does',
  deviceOf(`
    -l-sic-s-e
    ---------f
  `),
)

test(
  'after a refusal it is busy when seen, and idle after a seen Hangup',
  deviceOf(`
    -l-r---n-u-h-
    -------t---f-
  `),
)

test(
  'after a refusal it is busy at once when it was seen before',
  deviceOf(`
    -ln-r---h-
    ----t---f-
  `),
)

test(
  'after a refusal a channel that came and went before it tells nothing',
  deviceOf(`
    -ln-h-r---
    ----------
  `),
)

test(
  'the refusal of another link’s list tells nothing',
  deviceOf(`
    -l-Rn-s-
    --------
  `),
)

test(
  'after a refusal a device of which nothing was seen is silent, also to who comes later',
  marbles(({ hot, expectObservable }) => {
    const { device } = streams(hot<Frame>('-l-r-----n-', link), { start: 'snapshot' })

    expectObservable(device('200'), '^----------!').toBe('')
    expectObservable(device('2222'), '------^----!').toBe('---------t', values)
  }),
)

test(
  'after a refusal and then a whole list on the next link it is known',
  deviceOf(`
    -l-r---L-S-E-
    -----------f-
  `),
)

test(
  'after a refusal a list that confirms a busy device changes nothing',
  deviceOf(`
    -l-rn--L-SIE-
    ----t--------
  `),
)

test(
  'a second link keeps the value, and a list that confirms it is no news',
  deviceOf(`
    -l-sie--L-SIE-
    -----t--------
  `),
)

test(
  'a channel missing from one list of the new link is not believed dead',
  deviceOf(`
    -l-sie--L-SE--
    -----t--------
  `),
)

test(
  'a channel missing from two lists of the new link is dead',
  deviceOf(`
    -l-sie--L-SE--SE-
    -----t---------f-
  `),
)

test(
  'lists of two links do not add up to two absences',
  deviceOf(`
    -l-sie--L-SE--l-se--
    -----t--------------
  `),
)

test(
  'a sign of life between two lists forgives the first absence',
  deviceOf(`
    -l-sie--L-SE-u-SE--SE
    -----t---------------
  `),
)

test(
  'a channel proven by an event of this link is never ended by lists',
  deviceOf(`
    -l-se-n-se-se-se
    ----f-t---------
  `),
)

test(
  'an absence, a listing and an absence are not two absences',
  deviceOf(`
    -l-sie--L-SE-SIE-SE-SE
    -----t---------------f
  `),
)

test(
  'its last known call ends before the list of a new link, which knows of another: busy all the time',
  deviceOf(`
    -l-sie--L-h-STE-
    -----t----------
  `),
)

test(
  'its last known call ends before the list of a new link, which knows of none: idle from the list on',
  deviceOf(`
    -l-sie--L-h-S-E-
    -----t--------f-
  `),
)

test(
  'its last known call ends on a new link whose list is refused: idle from the refusal on',
  deviceOf(`
    -l-sie--L-h-R---
    -----t------f---
  `),
)

test(
  'a device that is watched only when its last known call has ended on a new link is unknown until the list',
  marbles(({ hot, expectObservable }) => {
    const { device } = streams(hot<Frame>('-l-sie--L-h-S-E-', link), { start: 'snapshot' })

    expectObservable(device('PJSIP/2222'), '^--------------!').toBe('-----t--------f', values)
    expectObservable(device('2222'), '-----------^---!').toBe('--------------f', values)
  }),
)

test(
  'a refused list on a later link changes nothing',
  deviceOf(`
    -l-sie--L-R--h-
    -----t-------f-
  `),
)

test(
  'a cancelled list on a later link changes nothing and is no absence',
  deviceOf(`
    -l-sie--L-SC-SE-SE
    -----t-----------f
  `),
)

test(
  'a list cut off by the loss of the link is no absence and gives no items',
  deviceOf(`
    -l-se--L-SI-l-e-
    ----f-----------
  `),
)

test(
  'a call that began while we were away is seen by the next list',
  deviceOf(`
    -l-se--L-SIE-
    ----f------t-
  `),
)

test(
  'items of a list that another link began are not ours',
  deviceOf(`
    -l-se--L-ie--
    ----f--------
  `),
)

test(
  'a recording without the login is read by the mark of its list',
  deviceOf(`
    -sie-
    ---t-
  `),
)

test(
  'other devices of the list do not matter',
  deviceOf(`
    L-SOE-
    ----f-
  `),
)

test.run()
