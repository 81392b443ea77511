/** The stories of docs/reliability.md that run on a real Asterisk too: 47, 51, 53, 61 and 62. */
import * as O from 'fp-ts/lib/Option.js'
import { firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { type Asterisk, custom } from '../../src/index.js'
import { type Bench, conformance, failing, row } from './conformance.js'
import { eventually, pause, watch, type Watched } from '../support/watching.js'

const ANSWERS = { _tag: 'Answers', after: 200 } as const

const has = ({ lab }: Bench, text: string): Promise<void> =>
  eventually(`a channel of ${text} lives`, async () => (await lab.channels()).some((name) => name.includes(text)))

/** Watches a device from idle on. */
const watchIdle = async (asterisk: Asterisk, name: string): Promise<Watched<boolean>> => {
  const seen = watch(asterisk.device(name))
  await eventually(`${name} is known to be idle`, () => seen.values.length === 1)
  return seen
}

/** The three of a transfer. */
const party = async (asterisk: Asterisk) => ({
  transferring: await watchIdle(asterisk, '2222'),
  first: await watchIdle(asterisk, '200'),
  second: await watchIdle(asterisk, '30'),
})

conformance('stories', [
  row(
    // Story: a lost Hangup (AsterNET#190, yaai#2)
    'story 47: Asterisk is killed in a call, and its device is idle afterwards',
    async (bench) => {
      const { lab, ready } = bench
      const asterisk = await ready('minimal', { backoff: { min: 100, max: 400 } })
      const statuses = watch(asterisk.status$)
      const busy = await watchIdle(asterisk, '2222')
      await lab.dial('2222', '100')
      await eventually('2222 is busy', () => busy.values.at(-1) === true)
      await lab.kill()
      await eventually('the loss is seen', () => statuses.values.at(-1)?._tag === 'Waiting')
      assert.equal(busy.values, [false, true])
      await lab.start()
      await eventually('2222 is idle', () => busy.values.at(-1) === false, 15_000)
      assert.equal(busy.values, [false, true, false])
      const status = statuses.values.at(-1)
      assert.ok(status?._tag === 'Ready' && O.isSome(status.gap))
      assert.equal(status.gap.value.unknown, ['userEvents', 'dtmf', 'endedCalls'])
    },
  ),

  row(
    // Story: Originate to Local/… (asterisk-java#207, yaai#175)
    'story 51: the call is reported once, its phone is busy once, and nothing is left',
    async (bench) => {
      const { lab, ready } = bench
      await lab.phone('2222', ANSWERS)
      const asterisk = await ready('full')
      const busy = await watchIdle(asterisk, '2222')
      const changes = watch(asterisk.channelChange$)
      const call = await firstValueFrom(asterisk.call('Local/2222@internal', '100', 'internal'))
      assert.match(call.channel, /^Local\/2222@internal-/)
      await eventually('2222 is busy', () => busy.values.at(-1) === true)
      await pause()
      assert.equal(busy.values, [false, true])
      await firstValueFrom(asterisk.hangup('2222'))
      await eventually('2222 is idle', () => busy.values.at(-1) === false)
      assert.equal(busy.values, [false, true, false])
      const ids = (tag: string): readonly string[] =>
        changes.values.filter(({ _tag }) => _tag === tag).map(({ channel }) => channel.uniqueid)
      await eventually('all have ended', () => ids('Ended').length === ids('Added').length)
      assert.equal([...ids('Ended')].sort(), [...ids('Added')].sort())
      assert.is(new Set(ids('Added')).size, ids('Added').length)
    },
  ),

  row(
    // Story: a blind transfer (wazo-calld#319)
    'story 53: after a blind transfer its phone is idle, the others are busy until the end',
    async (bench) => {
      const { lab, ready } = bench
      const asterisk = await ready('minimal')
      const { transferring, first, second } = await party(asterisk)
      await lab.phone('200', ANSWERS)
      await lab.phone('30', ANSWERS)
      await lab.blindTransfer('2222', '200', '30')
      await eventually('2222 is idle again', () => transferring.values.length === 3, 15_000)
      await eventually('30 is busy', () => second.values.at(-1) === true)
      await pause()
      assert.equal(
        [transferring.values, first.values, second.values],
        [
          [false, true, false],
          [false, true],
          [false, true],
        ],
      )
    },
  ),

  row(
    // Story: an attended transfer (the AMI specification)
    'story 53: after an attended transfer devices are right; its channels share a Linkedid or a bridge',
    async (bench) => {
      const { lab, ready } = bench
      const asterisk = await ready('minimal')
      const { transferring, first, second } = await party(asterisk)
      const living = watch(asterisk.channel$)
      await lab.phone('200', ANSWERS)
      await lab.phone('30', ANSWERS)
      await lab.attendedTransfer('2222', '200', '30')
      await eventually('2222 is idle again', () => transferring.values.at(-1) === false, 15_000)
      await pause()
      assert.equal(
        [first.values, second.values],
        [
          [false, true],
          [false, true],
        ],
      )
      const phones = [...(living.values.at(-1)?.values() ?? [])].filter(({ name }) => name.startsWith('PJSIP/'))
      assert.is(phones.length, 2)
      assert.is(new Set(phones.map(({ bridge }) => O.toUndefined(bridge))).size, 1)
      await lab.quiet()
      await eventually('both are idle', () => first.values.at(-1) === false && second.values.at(-1) === false)
    },
    { on: 'real' },
  ),

  row(
    // Story: a synchronous Originate that blocks the session (amiws#68)
    'story 61: it is refused; while call() rings, events and answers come',
    async (bench) => {
      const { lab, ready } = bench
      await lab.phone('2222', { _tag: 'Rings' })
      const asterisk = await ready('full')
      const sync = { Action: 'Originate', Channel: 'PJSIP/2222', Application: 'Wait', Data: '1' }
      assert.is((await failing(asterisk.send(custom(sync))))._tag, 'InvalidAction')
      const events = watch(asterisk.userEvent('Call'))
      const ringing = watch(asterisk.call('PJSIP/2222', '100', 'internal'))
      await has(bench, 'PJSIP/2222-')
      await firstValueFrom(asterisk.send({ Action: 'Ping' }))
      await lab.run('page', 'events', { number: '0301', name: 'Bob' })
      await eventually('the event came', () => events.values.length === 1)
      assert.equal([ringing.values, ringing.errors], [[], []])
      ringing.stop()
    },
  ),

  row(
    // Story: mute, which sends no event (wazo-calld#67)
    'story 62: no event comes, and no state pretends to know it',
    async (bench) => {
      const { lab, ready } = bench
      await lab.cli('module load res_mutestream.so')
      const asterisk = await ready('full')
      const states = watch(asterisk.deviceState('2222'))
      await lab.dial('2222', '100')
      await eventually('2222 talks', () => states.values.at(-1)?._tag === 'Talking')
      const channel = states.values.at(-1)?.channels[0]?.name ?? ''
      await pause()
      const [known, events] = [states.values.length, watch(asterisk.event$)]
      await firstValueFrom(asterisk.send({ Action: 'MuteAudio', Channel: channel, Direction: 'all', State: 'on' }))
      await pause()
      assert.equal(
        events.values.map(({ name }) => name).filter((name) => /mute/i.test(name)),
        [],
      )
      assert.is(states.values.length, known)
      events.stop()
    },
    { on: 'real' },
  ),
])
