/** Queues, conferences, parking, hints, states and calls: the same rows on the simulated and on a real Asterisk. */
import * as O from 'fp-ts/lib/Option.js'
import { firstValueFrom } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asterisk, connect, type Queue } from '../../src/index.js'
import { eventually, watch, type Watched } from '../support/watching.js'
import { type LiveLab, realLive, simulatedLive } from './liveLab.js'

/** The tools of a row. */
interface Stage {
  readonly lab: LiveLab
  readonly asterisk: Asterisk
}

const newest = <A>({ values }: Watched<A>): A | undefined => values.at(-1)

const queueOf = (seen: Watched<O.Option<Queue>>): Queue | undefined => O.toUndefined(newest(seen) ?? O.none)

const channelsIn = (seen: Watched<O.Option<Queue>>): readonly string[] =>
  queueOf(seen)?.callers.map(({ channel, position }) => `${position} ${channel}`) ?? []

type Row = readonly [name: string, run: (stage: Stage) => Promise<void>]

const ROWS: readonly Row[] = [
  [
    'callers stand in their order, and move up when one leaves',
    async ({ lab, asterisk }) => {
      const support = watch(asterisk.queue('support'))
      const names = [await lab.join('support'), await lab.join('support'), await lab.join('support')]
      await eventually('three wait', () => channelsIn(support).length === 3)
      assert.equal(
        channelsIn(support),
        names.map((name, index) => `${index + 1} ${name}`),
      )
      await lab.hangup(names[1] ?? '')
      await eventually('two wait', () => channelsIn(support).length === 2)
      assert.equal(channelsIn(support), [`1 ${names[0] ?? ''}`, `2 ${names[2] ?? ''}`])
      support.stop()
    },
  ],
  [
    'W5: a pause has its reason and its time, and neither remains after it',
    async ({ lab, asterisk }) => {
      const support = watch(asterisk.queue('support'))
      const pause = () => queueOf(support)?.members.find((each) => each.interface === 'PJSIP/2222')?.paused ?? O.none
      await eventually('the queue is known', () => queueOf(support) !== undefined)
      await lab.pause('lunch', true)
      await eventually('it is paused', () => O.isSome(pause()))
      const shown = O.toUndefined(pause())
      assert.is(O.toUndefined(shown?.reason ?? O.none), 'lunch')
      assert.ok(O.exists((at: number) => Math.abs(Date.now() - at) < 5000)(shown?.since ?? O.none))
      await lab.pause('', false)
      await eventually('it works again', () => O.isNone(pause()))
      support.stop()
    },
  ],
  [
    'W7: a caller who hangs up has abandoned',
    async ({ lab, asterisk }) => {
      const ways = watch(asterisk.queueCall('empty'))
      await eventually('the queue is known', async () => O.isSome(await firstValueFrom(asterisk.queue('empty'))))
      const channel = await lab.join('empty')
      await eventually('it joined', () => ways.values.some(({ _tag }) => _tag === 'Joined'))
      await lab.hangup(channel)
      await eventually('it left', () => ways.values.some(({ _tag }) => _tag === 'Left'))
      const left = ways.values.flatMap((change) => (change._tag === 'Left' ? [change.outcome] : []))
      assert.equal(left, ['abandoned'])
      ways.stop()
    },
  ],
  [
    'W13: a conference has its users until they leave, and is none without any',
    async ({ lab, asterisk }) => {
      const room = watch(asterisk.conference('100'))
      const users = (): readonly string[] =>
        O.toUndefined(newest(room) ?? O.none)?.users.map(({ channel, admin }) => `${channel} ${admin ? 'boss' : ''}`) ??
        []
      await eventually('the room is known', () => room.values.length > 0)
      assert.ok(O.isNone(room.values[0] ?? O.none))
      const boss = await lab.enter('100', 'boss')
      const guest = await lab.enter('100')
      await eventually('both are in', () => users().length === 2)
      assert.equal([...users()].sort(), [`${boss} boss`, `${guest} `].sort())
      await lab.hangup(boss)
      await eventually('one is left', () => users().length === 1)
      await lab.hangup(guest)
      await eventually('nobody is in', () => O.isNone(newest(room) ?? O.some('')))
      room.stop()
    },
  ],
  [
    'W12: a parked call has its lot, its space and its time',
    async ({ lab, asterisk }) => {
      const parked = watch(asterisk.parked$)
      const channel = await lab.park()
      await eventually('it is parked', () => (newest(parked) ?? []).length === 1)
      const [call] = newest(parked) ?? []
      assert.equal([call?.lot, call?.space, call?.channel], ['default', '701', channel])
      assert.ok(O.exists((at: number) => at > Date.now())(call?.timesOutAt ?? O.none))
      await lab.hangup(channel)
      await eventually('nothing is parked', () => newest(parked)?.length === 0)
      parked.stop()
    },
  ],
  [
    'a lamp of the dialplan is a state, and a hint',
    async ({ lab, asterisk }) => {
      await lab.lamp('NOT_INUSE')
      const state = watch(asterisk.stateOf('Custom:lamp'))
      const hint = watch(asterisk.extensionState('lamp@internal'))
      await eventually('both are known', () => state.values.length > 0 && hint.values.length > 0)
      await lab.lamp('INUSE')
      await eventually('the lamp is on', () => newest(state) === 'INUSE')
      await eventually('the hint is in use', () =>
        O.exists(({ inUse }: { inUse: boolean }) => inUse)(newest(hint) ?? O.none),
      )
      await lab.lamp('NOT_INUSE')
      await eventually('the lamp is off', () => newest(state) === 'NOT_INUSE')
      state.stop()
      hint.stop()
    },
  ],
  [
    'W1: after a restart of Asterisk in the middle of it all everything is true again by itself',
    async ({ lab, asterisk }) => {
      const queues = watch(asterisk.queue$)
      const rooms = watch(asterisk.conference$)
      const parked = watch(asterisk.parked$)
      const calls = watch(asterisk.call$)
      for (let index = 0; index < 3; index += 1) {
        await lab.join('support')
        await lab.enter('100')
      }
      await lab.park()
      const waiting = (): number => newest(queues)?.get('support')?.callers.length ?? -1
      await eventually('three wait', () => waiting() === 3)
      await eventually('three meet', () => newest(rooms)?.get('100')?.users.length === 3)
      await eventually('one is parked', () => newest(parked)?.length === 1)
      const status = watch(asterisk.status$)
      await lab.restart()
      await eventually(
        'all lists are read again',
        () => {
          const now = newest(status)
          return (
            status.values.some(({ _tag }) => _tag === 'Waiting') && now?._tag === 'Ready' && now.reading.length === 0
          )
        },
        20_000,
      )
      assert.equal([waiting(), newest(rooms)?.size, newest(parked)?.length, newest(calls)?.size], [0, 0, 0, 0])
      const channel = await lab.join('support')
      await eventually('one waits', () => waiting() === 1)
      await lab.hangup(channel)
      for (const each of [queues, rooms, parked, calls, status]) each.stop()
    },
  ],
]

const runOn = (title: string, open: () => Promise<LiveLab>): void => {
  const tests = suite(title)
  let lab: LiveLab | undefined
  for (const [name, run] of ROWS) {
    tests(name, async () => {
      lab ??= await open()
      const asterisk = connect({ ...lab.options(), backoff: { min: 50, max: 500 } })
      const faults = watch(asterisk.fault$)
      try {
        await run({ lab, asterisk })
        assert.equal(
          faults.values.filter(({ _tag }) => _tag !== 'LinkLost' && _tag !== 'Unreachable'),
          [],
        )
      } finally {
        await asterisk.close()
        await lab.quiet()
      }
    })
  }
  tests.after(async () => {
    await lab?.close()
  })
  tests.run()
}

runOn('live models, simulated', simulatedLive)
if (process.env['RX_ASTERISK_REAL'] === 'no') console.log('not run: live models, real (no real Asterisk here)')
else runOn('live models, real', realLive)
