/** S12 and S13: a dialplan's UserEvent triggers the logics that listen for its name, every time. */
import * as O from 'fp-ts/lib/Option.js'
import { setTimeout as sleep } from 'node:timers/promises'
import { firstValueFrom, merge } from 'rxjs'
import * as assert from 'uvu/assert'
import type { Asterisk, UserEvent } from '../../src/index.js'
import { type Bench, conformance, row } from './conformance.js'
import { eventually, pause, watch } from '../support/watching.js'

const BOB = { number: '0301', name: 'Bob' }

interface Trigger {
  readonly source: string | undefined
  readonly value: string | undefined
  readonly destination: string | undefined
}

const triggerOf = ({ source, value, destination }: UserEvent): Trigger => ({
  source: O.toUndefined(source),
  value: O.toUndefined(value),
  destination: O.toUndefined(destination),
})

/** A logic for one name, and what it was triggered with. */
const logicFor = (asterisk: Asterisk, name: string): readonly UserEvent[] => {
  const triggers: UserEvent[] = []
  asterisk.logic(asterisk.userEvent(name), (event) => {
    triggers.push(event)
  })
  return triggers
}

/** Runs a line of the dialplan as Bob and gives the one trigger that it caused. */
const triggered = async (bench: Bench, exten: string, caller = BOB): Promise<UserEvent> => {
  const triggers = logicFor(await bench.ready('minimal'), 'Call')
  await bench.lab.run(exten, 'events', caller)
  await eventually('the logic is triggered', () => triggers.length > 0)
  await pause(100)
  const [event] = triggers
  if (triggers.length !== 1 || event === undefined) throw new Error(`triggered ${triggers.length} times`)
  return event
}

const bobs = { source: '0301', value: 'Bob', destination: undefined }

conformance('UserEvents', [
  row('S12: the line of the page triggers the logic of its name with number and name, and no other', async (bench) => {
    const asterisk = await bench.ready('minimal')
    const calls = logicFor(asterisk, 'Call')
    const actions = logicFor(asterisk, 'Action')
    await bench.lab.run('page', 'events', BOB)
    await eventually('the logic is triggered', () => calls.length > 0)
    await pause(200)
    assert.equal(calls.map(triggerOf), [bobs])
    assert.equal(actions, [])
  }),

  row(
    'S13: a burst of 1,000 reaches a slow logic in order, none lost, while a Ping is answered at once',
    async (bench) => {
      const asterisk = await bench.ready('full')
      const seen: string[] = []
      asterisk.logic(asterisk.userEvent('Burst'), async ({ headers }) => {
        await sleep(10)
        seen.push(headers.find(([name]) => name === 'Seq')?.[1] ?? '')
      })
      await bench.lab.run('burst', 'events', BOB)
      await eventually('the burst begins', () => seen.length > 5)
      const asked = Date.now()
      await firstValueFrom(asterisk.send({ Action: 'Ping' }))
      const took = Date.now() - asked
      await eventually('all are handled', () => seen.length === 1000, 40_000)
      assert.equal(
        seen,
        Array.from({ length: 1000 }, (_, index) => String(index)),
      )
      assert.ok(took < 200, `the Ping took ${took} ms`)
    },
  ),

  row('S13: two logics with the same event both run each time', async (bench) => {
    const asterisk = await bench.ready('minimal')
    const [one, other] = [logicFor(asterisk, 'Call'), logicFor(asterisk, 'Call')]
    await bench.lab.run('page', 'events', BOB)
    await bench.lab.run('page', 'events', BOB)
    await eventually('both ran twice', () => one.length === 2 && other.length === 2)
  }),

  row('S13b: a missing Value is none', async (bench) => {
    assert.equal(triggerOf(await triggered(bench, 'novalue')), { ...bobs, value: undefined })
  }),
  row('S13b: an empty Value is an empty text', async (bench) => {
    assert.equal(triggerOf(await triggered(bench, 'emptyvalue')), { ...bobs, value: '' })
  }),
  row('S13b: a header whose name begins with Value is no Value', async (bench) => {
    assert.equal(triggerOf(await triggered(bench, 'valued')), { ...bobs, value: undefined })
  }),

  row('S13c: blanks after the commas change nothing', async (bench) => {
    assert.equal(triggerOf(await triggered(bench, 'spaced')), bobs)
  }),
  row('S13c: header names in another case change nothing', async (bench) => {
    assert.equal(triggerOf(await triggered(bench, 'lower')), bobs)
  }),
  row('S13c: no blank after the colons changes nothing', async (bench) => {
    assert.equal(triggerOf(await triggered(bench, 'nospace')), bobs)
  }),

  row('S13d: umlauts arrive as they were sent', async (bench) => {
    assert.equal(triggerOf(await triggered(bench, 'umlaut')).value, 'Jörg Müller')
  }),
  row('S13d: a value with colons arrives whole', async (bench) => {
    assert.equal(triggerOf(await triggered(bench, 'colon')).value, 'a: b: c')
  }),
  row('S13d: the page’s line cuts a name at its comma, the safe line does not', async (bench) => {
    const doe = { number: '0301', name: 'Doe, John' }
    assert.equal(triggerOf(await triggered(bench, 'page', doe)).value, 'Doe')
    assert.equal(triggerOf(await triggered(bench, 'safe', doe)).value, 'Doe, John')
  }),
  row('S13d: a caller can forge headers of the page’s line but not the channel beside them', async (bench) => {
    const event = await triggered(bench, 'page', { number: '0301', name: 'Eve,Source: 110,Destination: Safe' })
    assert.equal(triggerOf(event), { source: '110', value: 'Eve', destination: 'Safe' })
    assert.equal(
      O.chain(({ callerId }: { readonly callerId: { readonly number: O.Option<string> } }) => callerId.number)(
        event.channel,
      ),
      O.some('0301'),
    )
  }),
  row('S13d: a header named Channel does not replace the true one', async (bench) => {
    const event = await triggered(bench, 'clash')
    assert.match(O.toUndefined(event.channel)?.channel ?? '', /^Local\//)
  }),

  row(
    'S13d: a byte that is no UTF-8 is replaced, and a value of 100 kB arrives whole',
    async ({ ready, lab }) => {
      const asterisk = await ready('minimal')
      const triggers = logicFor(asterisk, 'Call')
      await lab.raw(
        Buffer.from('Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: Call\r\nValue: J\xf6rg\r\n\r\n', 'latin1'),
      )
      await lab.raw(
        Buffer.from(
          `Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: Call\r\nValue: ${'x'.repeat(100_000)}\r\n\r\n`,
        ),
      )
      await eventually('both came', () => triggers.length === 2)
      assert.equal(
        triggers.map((event) => triggerOf(event).value),
        ['J\ufffdrg', 'x'.repeat(100_000)],
      )
    },
    { on: 'SIM' },
  ),

  row(
    'S13e: what happens while the link is down is lost, the next event is not, and the status tells of the gap',
    async ({ ready, lab }) => {
      const asterisk = await ready('minimal', { backoff: { min: 200, max: 500 } })
      const statuses = watch(asterisk.status$)
      const triggers = logicFor(asterisk, 'Call')
      await lab.kill()
      await eventually('the loss is seen', () => statuses.values.at(-1)?._tag === 'Waiting')
      await lab.start()
      await eventually('it is ready again', () => statuses.values.at(-1)?._tag === 'Ready', 15_000)
      const status = statuses.values.at(-1)
      assert.ok(status?._tag === 'Ready' && O.isSome(status.gap) && status.gap.value.away > 0)
      await lab.run('page', 'events', BOB)
      await eventually('the next event triggers', () => triggers.length === 1)
    },
  ),

  row('S13f: a handler that throws is reported once and is triggered again, as the others are', async (bench) => {
    const asterisk = await bench.ready('minimal')
    const faults = watch(asterisk.fault$)
    const others = logicFor(asterisk, 'Call')
    let runs = 0
    asterisk.logic(asterisk.userEvent('Call'), () => {
      runs += 1
      if (runs === 1) throw new Error('the lamp is broken')
    })
    await bench.lab.run('page', 'events', BOB)
    await eventually('the fault is told', () => faults.values.length === 1)
    await bench.lab.run('page', 'events', BOB)
    await eventually('both ran twice', () => runs === 2 && others.length === 2)
    assert.equal(
      faults.values.map(({ _tag }) => _tag),
      ['HandlerFailed'],
    )
  }),

  row('S13g: one logic may listen for several names', async (bench) => {
    const asterisk = await bench.ready('minimal')
    const names: string[] = []
    asterisk.logic(merge(asterisk.userEvent('Call'), asterisk.userEvent('Action')), (event) => {
      names.push(event.name)
    })
    await bench.lab.run('page', 'events', BOB)
    await eventually('the first came', () => names.length === 1)
    await bench.lab.run('action', 'events', BOB)
    await eventually('the second came', () => names.length === 2)
    assert.equal(names, ['Call', 'Action'])
  }),

  row('S13h: a Destination arrives', async (bench) => {
    assert.equal(triggerOf(await triggered(bench, 'destination')), { ...bobs, destination: 'Office' })
  }),
])
