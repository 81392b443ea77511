/** Shared work on a real NATS server: each UserEvent is handled by one worker of a group. */
import { filter, timer } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Failure } from '../../src/index.js'
import { HOSTILE_VALUES } from '../support/hostileValues.js'
import { first, leads, type Lab, withLab } from './lab.js'

const test = suite('shared')

const until = (fits: () => boolean): Promise<unknown> => first(timer(0, 50), fits, 30_000)

const worker = (lab: Lab, handle: (number: number, id: string) => unknown) => {
  const all = lab.fleet()
  const failures: Failure[] = []
  all.fault$.subscribe((failure) => failures.push(failure))
  const working = all
    .shared('doors')
    .userEvent('Door', (event, { id }) => handle(Number(event.frame.get('Number')), id), {
      atOnce: 2,
      tries: 2,
      within: 1000,
    })
  return { working, failures }
}

test(
  'each event is handled by one worker, also while all workers are away; a worker that dies is replaced',
  withLab(async (lab) => {
    await leads(lab.gateway('berlin'))
    const seen: number[] = []
    const stuck = worker(lab, (number) => {
      seen.push(-number)
      return new Promise(() => undefined)
    })
    await first(timer(1500))
    const send = (number: number): void => {
      lab.pbx('berlin').userEvent('Door', { Number: String(number) })
    }
    send(1)
    await until(() => seen.includes(-1))
    // its handler never ends, and then it is away: nobody says "working" any more
    stuck.working.unsubscribe()
    for (const number of [2, 3, 4, 5]) send(number)
    await first(timer(1500))
    const done: number[] = []
    const ids = new Set<string>()
    const note = (number: number, id: string): void => {
      done.push(number)
      ids.add(id)
    }
    worker(lab, note)
    worker(lab, note)
    await until(() => new Set(done).size === 5)
    assert.equal([...new Set(done)].sort(), [1, 2, 3, 4, 5])
    for (let number = 6; number <= 40; number += 1) send(number)
    await until(() => new Set(done).size === 40)
    assert.is(ids.size, 40)
    assert.ok(done.length <= 42, `${done.length} runs for 40 events`)
  }),
)

test(
  'a handler may throw anything: each is told as a fault, and the others go on',
  withLab(async (lab) => {
    await leads(lab.gateway('berlin'))
    const done: number[] = []
    const { failures } = worker(lab, (number) => {
      const [, make] = HOSTILE_VALUES[number] ?? []
      if (make !== undefined) throw make()
      done.push(number)
    })
    await first(timer(1500))
    for (let number = 0; number <= HOSTILE_VALUES.length; number += 1)
      lab.pbx('berlin').userEvent('Door', { Number: String(number) })
    const told = (tag: Failure['_tag']): number => failures.filter(({ _tag }) => _tag === tag).length
    await until(() => done.length > 0 && told('GaveUp') === HOSTILE_VALUES.length)
    assert.equal([told('HandlerFailed'), done], [2 * HOSTILE_VALUES.length, [HOSTILE_VALUES.length]])
  }),
)

test(
  'an event whose handler always fails is given up, and the others go on',
  withLab(async (lab) => {
    await leads(lab.gateway('berlin'))
    const done: number[] = []
    const { failures } = worker(lab, (number) => {
      if (number === 2) throw new Error('poison')
      done.push(number)
    })
    await first(timer(1500))
    for (const number of [1, 2, 3]) lab.pbx('berlin').userEvent('Door', { Number: String(number) })
    await until(() => failures.some(({ _tag }) => _tag === 'GaveUp'))
    assert.equal(done, [1, 3])
    const [given] = failures.filter(({ _tag }) => _tag === 'GaveUp')
    assert.ok(given?._tag === 'GaveUp' && given.event === 'Door' && given.tries === 2 && given.id.startsWith('berlin:'))
  }),
)

test(
  'UserEvents with strange names arrive',
  withLab(async (lab) => {
    await leads(lab.gateway('berlin'))
    const berlin = lab.fleet().asterisk('berlin')
    await first(berlin.ready$)
    for (const name of ['a b', 'a.b', '*', '>', '☎', 'x'.repeat(5000), '%']) {
      const arrives = first(berlin.userEvent$.pipe(filter((event) => event.frame.get('UserEvent') === name)))
      await first(timer(20))
      lab.pbx('berlin').userEvent(name, {})
      await arrives
    }
  }),
)

test.run()
