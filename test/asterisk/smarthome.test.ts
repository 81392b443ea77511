/** A smarthome.py configuration on the simulated and on the real Asterisk: the page's own blocks, and what was added to them later. */
import * as assert from 'uvu/assert'
import { configuration, house, type House, type LogicHandler, type LogicTrigger } from '../../src/smarthome/index.js'
import { ITEMS, LOGIC, PLUGIN } from '../support/page.js'
import { type Bench, conformance, row } from './conformance.js'
import type { LabUser } from './lab.js'
import { eventually, pause, watch } from '../support/watching.js'

const BOB = { number: '0301', name: 'Bob' }

interface Living {
  readonly home: House
  readonly triggers: readonly (readonly [logic: string, trigger: LogicTrigger])[]
  /** Values of an item, as they change. */
  readonly values: (path: string) => readonly unknown[]
}

/** A house of these files, ready, as that login of the lab; it ends with the row, as its connection does. */
const living = async (bench: Bench, user: LabUser, files: Readonly<Record<string, string>>): Promise<Living> => {
  const { configuration: settings } = configuration(new Map(Object.entries(files)))
  assert.is(settings.connections.length, 1)
  const triggers: (readonly [string, LogicTrigger])[] = []
  const handler =
    (name: string): LogicHandler =>
    (trigger) => {
      triggers.push([name, trigger])
    }
  const home = house(settings, {
    handlers: new Map(settings.logics.map(({ name }) => [name, handler(name)])),
    connect: ({ name }) =>
      bench.connect(user, { ...(name === undefined ? {} : { name }), backoff: { min: 200, max: 500 } }),
  })
  const statuses = watch(home.status$)
  const watched = new Map(settings.items.map(({ path }) => [path, watch(home.items.changes(path))]))
  home.start()
  await eventually('the house is ready', () => statuses.values.at(-1)?.status._tag === 'Ready')
  return { home, triggers, values: (path) => (watched.get(path)?.values ?? []).map(({ value }) => value) }
}

const PAGE = { 'etc/plugin.conf': PLUGIN, 'etc/smarthome.conf': ITEMS, 'etc/logic.conf': LOGIC }

conformance('a smarthome.py configuration', [
  row(
    'S6, S7, S9: with the page’s blocks and rights, office.fon turns true when 2222 rings, and false at the end',
    async (bench) => {
      const { lab } = bench
      await lab.phone('2222', { _tag: 'Answers', after: 300 })
      const { values } = await living(bench, 'minimal', PAGE)
      const call = await lab.dial('200', '2222')
      await eventually('it is true', () => values('office.fon').at(-1) === true)
      await pause(500)
      await call.hangup()
      await eventually('it is false', () => values('office.fon').at(-1) === false)
      assert.equal(values('office.fon'), [true, false])
    },
  ),

  row(
    'S11, S12: the page’s line of the dialplan triggers logic1 and not logic2, another event logic2',
    async (bench) => {
      const { triggers, home } = await living(bench, 'minimal', PAGE)
      await bench.lab.run('page', 'events', BOB)
      await eventually('logic1 ran', () => triggers.length === 1)
      await bench.lab.run('action', 'events', BOB)
      await eventually('logic2 ran', () => triggers.length === 2)
      await pause()
      assert.equal(
        triggers.map(([logic, { by, source, value, dest }]) => [logic, by, source, value, dest]),
        [
          ['logic1', 'Asterisk', '0301', 'Bob', null],
          ['logic2', 'Asterisk', '0301', 'Bob', null],
        ],
      )
      assert.is(triggers[0]?.[1].event?.origin, 'ast')
      assert.equal([...home.connections.keys()], ['ast'])
    },
  ),

  row('S13h, S13g: a Destination is dest, and one logic hears several names', async (bench) => {
    const files = { ...PAGE, 'etc/logic.conf': '[both]\nast_userevent = Call | Action' }
    const { triggers } = await living(bench, 'minimal', files)
    await bench.lab.run('destination', 'events', BOB)
    await eventually('the first came', () => triggers.length === 1)
    await bench.lab.run('action', 'events', BOB)
    await eventually('the second came', () => triggers.length === 2)
    assert.equal(
      triggers.map(([, { dest }]) => dest),
      ['Office', null],
    )
  }),

  row('S1c: Asterisk is killed during a call, and after its return the item tells the truth', async (bench) => {
    const { lab } = bench
    await lab.phone('2222', { _tag: 'Answers', after: 100 })
    const { home, values } = await living(bench, 'minimal', PAGE)
    const statuses = watch(home.status$)
    await lab.dial('200', '2222')
    await eventually('it is true', () => values('office.fon').at(-1) === true)
    await lab.kill()
    await eventually('the loss is seen', () => statuses.values.at(-1)?.status._tag === 'Waiting')
    assert.equal(values('office.fon'), [true])
    await lab.start()
    await eventually('it is false', () => values('office.fon').at(-1) === false, 15_000)
    assert.equal(values('office.fon'), [true, false])
  }),

  row('B1: a mailbox’s new messages are an item’s value, at the beginning and after each change', async (bench) => {
    const { lab } = bench
    await lab.mailbox('2222@default', { old: 3, new: 2, urgent: 0 })
    const { values } = await living(bench, 'minimal', {
      ...PAGE,
      'items/box.conf': '[box]\ntype = num\nast_box = 2222',
    })
    await eventually('the count is there', () => values('box').at(-1) === 2)
    await lab.mailbox('2222@default', { old: 5, new: 0, urgent: 0 })
    await eventually('it follows', () => values('box').at(-1) === 0)
    assert.equal(values('box'), [2, 0])
  }),

  row('B2: an item that follows a device is mirrored in the AstDB as 1 and 0', async (bench) => {
    const { lab } = bench
    const items = '[office]\ntype = bool\nast_dev = 2222\nast_db = active/office'
    await lab.cli('database put active office 1')
    await lab.phone('2222', { _tag: 'Rings' })
    await living(bench, 'full', { ...PAGE, 'items/x.conf': items })
    const stored = async (): Promise<string> => lab.cli('database get active office')
    await eventually('what an older run left is put right', async () => /: 0\b/.test(await stored()))
    const call = await lab.dial('200', '2222')
    await eventually('a call is 1', async () => /: 1\b/.test(await stored()))
    await call.hangup()
    await eventually('its end is 0', async () => /: 0\b/.test(await stored()))
  }),

  row(
    'B3: a call from outside that rings two phones is in the log once, and one of the house is not',
    async (bench) => {
      const { lab } = bench
      const { home } = await living(bench, 'full', PAGE)
      const logs = watch(home.callLog$)
      for (const name of ['2222', '200'])
        await lab.phone(name, { _tag: 'Answers', after: name === '200' ? 300 : 5000, talk: 1200 })
      await lab.dial('200', '101')
      await lab.dial('trunk', '030123456')
      await eventually('it is logged', () => (logs.values.at(-1)?.[0]?.duration ?? 0) > 0, 15_000)
      await pause(500)
      assert.equal(
        logs.values.at(-1)?.map(({ number, direction }) => [number, direction]),
        [['trunk', '<=']],
      )
      assert.match(logs.values.at(-1)?.[0]?.start ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    },
    { on: 'real' },
  ),
])
