/** The chain of a leader's entries: what comes together has one answer, and what the log has confirmed is known without reading. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Chain } from '../../src/nats/chain.js'
import type { Appended, Confirmed } from '../../src/nats/log.js'
import { subjectsOf } from '../../src/nats/subject.js'

const subjects = subjectsOf('berlin')
const frame = (n: number) => ({ subject: subjects.state('Hangup'), text: `Event: Hangup\r\nNumber: ${n}` })
const beat = { subject: subjects.lead, text: '{}' }

/** A chain whose sends and answers wait for the test. */
const chained = () => {
  const sent: string[] = []
  const asking: [id: string, done: (appended: Appended) => void][] = []
  const confirmed: string[] = []
  const broken: string[] = []
  const collected: (() => void)[] = []
  let clock = 0
  const chain = new Chain({
    gateway: 'g',
    epoch: 7,
    now: () => clock,
    log: {
      append: ({ id }, expecting, done) => {
        sent.push(`${expecting._tag === 'After' ? expecting.id : expecting.last} ${id}`)
        if (done !== undefined) asking.push([id, done])
      },
    },
    soon: (send) => collected.push(send),
    stored: () => undefined,
    confirmed: ({ sequence, id }: Confirmed) => confirmed.push(`${sequence} ${id}`),
    broken: ({ _tag }) => broken.push(_tag),
  })
  /** All that was collected is sent. */
  const flow = (): void => {
    for (const send of collected.splice(0)) send()
  }
  const pass = (milliseconds: number): void => {
    clock += milliseconds
  }
  /** The oldest question is answered. */
  const answer = (appended: Appended): void => asking.shift()?.[1](appended)
  return { chain, sent, asked: () => asking.map(([id]) => id), answer, confirmed, broken, flow, pass }
}

const test = suite('chain')

test('entries that come together are sent together, and the last one asks for all', () => {
  const { chain, sent, asked, answer, confirmed, flow } = chained()
  for (const n of [1, 2, 3]) chain.append(frame(n))
  assert.is(sent.length, 0)
  flow()
  assert.equal(sent, ['g.7.0 g.7.1', 'g.7.1 g.7.2', 'g.7.2 g.7.3'])
  assert.equal(asked(), ['g.7.3'])
  answer({ _tag: 'Stored', sequence: 10 })
  assert.is(chain.size, 0)
  assert.equal(confirmed, ['10 g.7.3'])
})

test('the newest frame is told, and the newest entry behind it', () => {
  const { chain, answer, confirmed, flow } = chained()
  for (const draft of [frame(1), frame(2), beat, beat]) chain.append(draft)
  flow()
  answer({ _tag: 'Stored', sequence: 11 })
  assert.equal(confirmed, ['9 g.7.2', '11 g.7.4'])
})

test('rows of frames that follow a question within 5 ms ask nothing, and a later row asks for all', () => {
  const { chain, asked, answer, confirmed, flow, pass } = chained()
  for (const [n, milliseconds] of [1, 2, 2, 4].entries()) {
    chain.append(frame(n))
    flow()
    pass(milliseconds)
  }
  assert.equal(asked(), ['g.7.1', 'g.7.4'])
  answer({ _tag: 'Stored', sequence: 8 })
  answer({ _tag: 'Stored', sequence: 11 })
  assert.equal(confirmed, ['8 g.7.1', '11 g.7.4'])
  assert.is(chain.size, 0)
})

test('a beat and a resignation ask at once, also for the frames before them', () => {
  const { chain, asked, answer, flow } = chained()
  for (const draft of [frame(1), frame(2), beat]) {
    chain.append(draft)
    flow()
  }
  assert.equal(asked(), ['g.7.1', 'g.7.3'])
  answer({ _tag: 'Stored', sequence: 8 })
  answer({ _tag: 'Stored', sequence: 10 })
  assert.is(chain.size, 0)
})

test('the last frame of a long row asks, although the row has asked before', () => {
  const { chain, asked, flow } = chained()
  for (let n = 1; n <= 100; n += 1) chain.append(frame(n))
  flow()
  assert.equal(asked(), ['g.7.64', 'g.7.100'])
})

test('a chain that goes on after a break asks at once', () => {
  const { chain, asked, answer, flow } = chained()
  for (const n of [1, 2]) {
    chain.append(frame(n))
    flow()
  }
  answer({ _tag: 'Unanswered' })
  chain.storedUpTo(1, 8)
  chain.resume('g.7.1.1')
  assert.equal(asked(), ['g.7.2'])
})

test('in a long row each 64th entry asks, and 512 are on their way at most', () => {
  const { chain, sent, asked, answer, flow } = chained()
  for (let n = 0; n < 1000; n += 1) chain.append(frame(n))
  flow()
  assert.is(sent.length, 512)
  assert.is(asked().length, 8)
  answer({ _tag: 'Stored', sequence: 71 })
  assert.is(sent.length, 576)
})

test('after a refusal nothing is sent, and answers of before are ignored', () => {
  const { chain, sent, answer, confirmed, broken, flow } = chained()
  for (let n = 0; n < 128; n += 1) chain.append(frame(n))
  flow()
  answer({ _tag: 'Refused' })
  answer({ _tag: 'Stored', sequence: 135 })
  chain.append(frame(128))
  flow()
  assert.equal(broken, ['Refused'])
  assert.equal(confirmed, [])
  assert.is(sent.length, 128)
  assert.is(chain.size, 129)
})

test('the newest entry of the log tells the rest, which is sent again behind an anchor', () => {
  const { chain, sent, answer, confirmed, flow } = chained()
  for (const n of [1, 2, 3]) chain.append(frame(n))
  flow()
  answer({ _tag: 'Unanswered' })
  chain.storedUpTo(2, 9)
  chain.resume('g.7.2.1')
  assert.equal(confirmed, ['9 g.7.2'])
  assert.equal(sent.slice(3), ['g.7.2.1 g.7.3'])
})

test('a chain that was cleared goes on with the next entry, however many were dropped', () => {
  const { chain, sent, answer, flow } = chained()
  chain.append(frame(1))
  flow()
  answer({ _tag: 'Unanswered' })
  for (let n = 2; n <= 2000; n += 1) chain.append(frame(n))
  chain.clear()
  assert.is(chain.size, 0)
  chain.append(beat)
  flow()
  chain.storedUpTo(1, 8)
  chain.resume('g.7.1.1')
  assert.equal(sent.slice(1), ['g.7.1.1 g.7.2001'])
  answer({ _tag: 'Stored', sequence: 10 })
  assert.is(chain.size, 0)
})

test.run()
