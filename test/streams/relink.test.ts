import { suite } from 'uvu'
import { type Frame, streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'
import { deviceOf, link, values } from '../support/liveLink.js'

const test = suite('a link after another: device')

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
  'a sign of life outweighs all lists of its link, also once one has listed the channel',
  deviceOf(`
    -l-sie--L-u-SIE-SE-SE-
    -----t----------------
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
  'a device that is watched only when the list has told that it is idle is idle at once',
  marbles(({ hot, expectObservable }) => {
    const { device } = streams(hot<Frame>('-l-sie--L-h-S-E---', link), { start: 'snapshot' })

    expectObservable(device('PJSIP/2222'), '^----------------!').toBe('-----t--------f', values)
    expectObservable(device('2222'), '----------------^!').toBe('----------------f', values)
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

test.run()
