import { suite } from 'uvu'
import { type Frame, streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'
import { deviceOf, link, values } from '../support/liveLink.js'

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
  'a channel proven by an event of this link is never ended by lists',
  deviceOf(`
    -l-se-n-se-se-se
    ----f-t---------
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

test(
  'a device that is watched in the middle of a list waits for the next one: it missed what ended before',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>('-lsi-e-sie-|', link)
    const { device, event$ } = streams(frame$, { start: 'snapshot' })

    expectObservable(event$).toBe('-----------|')
    expectObservable(device('2222'), '----^------!').toBe('---------t-', values)
  }),
)

test.run()
