/** S7–S10: a device is busy from its first channel to the end of its last. */
import { filter, firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import type { Event } from '../../src/index.js'
import { type Bench, conformance, failing, row } from './conformance.js'
import { eventually, pause, watch, type Watched } from '../support/watching.js'

const ANSWERS = { _tag: 'Answers', after: 200 } as const

/** Watches a device from idle on, and when its channels begin and end. */
const watchDevice = async (
  { ready }: Bench,
  name: string,
): Promise<Watched<boolean> & { readonly begun: Watched<Event>; readonly ended: Watched<Event> }> => {
  const asterisk = await ready('minimal')
  const ofDevice = (event: 'Newchannel' | 'Hangup'): Watched<Event> =>
    watch(
      asterisk.event(event).pipe(filter(({ frame }) => frame.get('Channel')?.startsWith(`PJSIP/${name}-`) === true)),
    )
  const seen = watch(asterisk.device(name))
  await eventually(`${name} is known to be idle`, () => seen.values.length === 1)
  return { ...seen, begun: ofDevice('Newchannel'), ended: ofDevice('Hangup') }
}

/** The time, in ms, that the table allows between an event and the new value of a device. */
const AT_ONCE = 200

const becomes = (seen: Watched<boolean>, ...values: readonly boolean[]): Promise<void> =>
  eventually(`it says ${values.join(', ')}`, () => seen.values.length >= values.length, 15_000).then(() => {
    assert.equal(seen.values, values)
  })

/** Asterisk itself says that a device has channels. */
const has = ({ lab }: Bench, text: string, most = 5000): Promise<void> =>
  eventually(`a channel of ${text} lives`, async () => (await lab.channels()).some((name) => name.includes(text)), most)

const none = ({ lab }: Bench): Promise<void> =>
  eventually('no channel lives', async () => (await lab.channels()).length === 0, 15_000)

/** An event as bytes. */
const events = (name: string, ...lines: readonly string[]): Uint8Array =>
  Buffer.from([`Event: ${name}`, 'Privilege: call,all', ...lines, '', ''].join('\r\n'))

conformance('devices', [
  row('S7: a call to 2222 makes it busy once, while it rings, before it answers', async (bench) => {
    const seen = await watchDevice(bench, '2222')
    await bench.lab.phone('2222', { _tag: 'Rings' })
    await bench.lab.dial('200', '2222')
    await becomes(seen, false, true)
    await eventually('its channel is told of', () => seen.begun.values.length === 1)
    assert.ok(Math.abs(seen.lastAt() - seen.begun.lastAt()) <= AT_ONCE)
    await has(bench, 'PJSIP/2222-')
    await pause()
    assert.equal(seen.values, [false, true])
  }),

  row('S8: a call from 2222 makes it busy once', async (bench) => {
    const seen = await watchDevice(bench, '2222')
    await bench.lab.dial('2222', '100')
    await becomes(seen, false, true)
    await pause()
    assert.equal(seen.values, [false, true])
  }),

  row('S9: it is idle again when the caller hangs up', async (bench) => {
    const seen = await watchDevice(bench, '2222')
    const call = await bench.lab.dial('2222', '100')
    await becomes(seen, false, true)
    await call.hangup()
    await becomes(seen, false, true, false)
    await eventually('its end is told', () => seen.ended.values.length === 1)
    assert.ok(Math.abs(seen.lastAt() - seen.ended.lastAt()) <= AT_ONCE)
  }),

  row('S9: it is idle again when the called side hangs up', async (bench) => {
    const seen = await watchDevice(bench, '2222')
    await bench.lab.phone('200', { ...ANSWERS, talk: 300 })
    await bench.lab.dial('2222', '200')
    await becomes(seen, false, true, false)
    await none(bench)
    assert.equal(seen.values, [false, true, false])
  }),

  row('S9b: it is idle again when it rang and nobody answered', async (bench) => {
    const seen = await watchDevice(bench, '2222')
    await bench.lab.phone('2222', { _tag: 'Rings' })
    const asterisk = await bench.ready('full')
    const failure = await failing(asterisk.call('PJSIP/2222', '100', 'internal', { timeout: 1000 }))
    assert.is(failure._tag === 'CallFailed' && failure.reason, 'noAnswer')
    await becomes(seen, false, true, false)
  }),

  row('S9b: it is idle again when the caller gave up', async (bench) => {
    const seen = await watchDevice(bench, '2222')
    await bench.lab.phone('2222', { _tag: 'Rings' })
    const call = await bench.lab.dial('200', '2222')
    await becomes(seen, false, true)
    await call.hangup()
    await becomes(seen, false, true, false)
  }),

  row('S9b: it is idle again when it was busy elsewhere', async (bench) => {
    const seen = await watchDevice(bench, '2222')
    await bench.lab.phone('2222', { _tag: 'Busy' })
    await bench.lab.dial('200', '2222')
    await becomes(seen, false, true, false)
  }),

  row('S9b: it is idle again when it rejected the call', async (bench) => {
    const seen = await watchDevice(bench, '2222')
    await bench.lab.phone('2222', { _tag: 'Rejects' })
    await bench.lab.dial('200', '2222')
    await becomes(seen, false, true, false)
  }),

  row('S9c: with two calls at once it stays busy until the second has ended', async (bench) => {
    const seen = await watchDevice(bench, '2222')
    const first = await bench.lab.dial('2222', '100')
    await becomes(seen, false, true)
    const second = await bench.lab.dial('2222', '100')
    await eventually(
      'two channels of 2222 live',
      async () => (await bench.lab.channels()).filter((name) => name.startsWith('PJSIP/2222-')).length === 2,
    )
    await first.hangup()
    await pause(500)
    assert.equal(seen.values, [false, true])
    await second.hangup()
    await becomes(seen, false, true, false)
  }),

  row(
    'S9d: when all phones ring and another answers, the silent one is idle at once and the other busy to the end',
    async (bench) => {
      const silent = await watchDevice(bench, '2222')
      const answering = await watchDevice(bench, '30')
      await bench.lab.phone('2222', { _tag: 'Rings' })
      await bench.lab.phone('30', { _tag: 'Answers', after: 300 })
      const call = await bench.lab.dial('200', 'all')
      await becomes(silent, false, true, false)
      // answered elsewhere
      await eventually('its end is told', () => silent.ended.values.length === 1)
      assert.is(silent.ended.values[0]?.frame.get('Cause'), '26')
      assert.equal(answering.values, [false, true])
      await call.hangup()
      await becomes(answering, false, true, false)
    },
  ),

  row('S9e: a blind transfer leaves the one that went idle and the others busy', async (bench) => {
    const transferring = await watchDevice(bench, '2222')
    const moved = await watchDevice(bench, '200')
    await bench.lab.phone('200', ANSWERS)
    await bench.lab.phone('30', ANSWERS)
    await bench.lab.blindTransfer('2222', '200', '30')
    await becomes(transferring, false, true, false)
    await pause()
    assert.equal(moved.values, [false, true])
    await bench.lab.quiet()
    await becomes(moved, false, true, false)
  }),

  row('S9e: an attended transfer leaves the one that went idle and the two it joined busy', async (bench) => {
    const [transferring, first, second] = [
      await watchDevice(bench, '2222'),
      await watchDevice(bench, '200'),
      await watchDevice(bench, '30'),
    ]
    await bench.lab.phone('200', ANSWERS)
    await bench.lab.phone('30', ANSWERS)
    await bench.lab.attendedTransfer('2222', '200', '30')
    await becomes(transferring, false, true, false)
    await pause()
    assert.equal(
      [first.values, second.values],
      [
        [false, true],
        [false, true],
      ],
    )
    await bench.lab.quiet()
    await becomes(first, false, true, false)
    await becomes(second, false, true, false)
  }),

  row(
    'S6b, S9e: a channel of chan_sip that is renamed and made a zombie is followed by its Uniqueid to its end',
    async (bench) => {
      const seen = await watchDevice(bench, '2222')
      const zombie = 'SIP/2222-0000001a<ZOMBIE>'
      await bench.lab.raw(events('Newchannel', 'Channel: SIP/2222-0000001a', 'ChannelState: 4', 'Uniqueid: 1.26'))
      await becomes(seen, false, true)
      await bench.lab.raw(events('Rename', 'Channel: SIP/2222-0000001a', `Newname: ${zombie}`, 'Uniqueid: 1.26'))
      await pause()
      assert.equal(seen.values, [false, true])
      await bench.lab.raw(events('Hangup', `Channel: ${zombie}`, 'Uniqueid: 1.26', 'Cause: 16'))
      await becomes(seen, false, true, false)
    },
    { on: 'SIM' },
  ),

  row('S9e: a call that another phone picks up leaves the one that rang', async (bench) => {
    const ringing = await watchDevice(bench, '2222')
    const picking = await watchDevice(bench, '30')
    await bench.lab.phone('2222', { _tag: 'Rings' })
    const call = await bench.lab.pickup('30', '200', '2222')
    await becomes(ringing, false, true, false)
    await becomes(picking, false, true)
    await call.hangup()
    await becomes(picking, false, true, false)
  }),

  row(
    'S9g: a list of channels that is never answered makes nothing idle',
    async (bench) => {
      const asterisk = await bench.ready('minimal', { timeout: 300, backoff: { min: 100, max: 200 } })
      const seen = watch(asterisk.device('2222'))
      await bench.lab.dial('2222', '100')
      await becomes(seen, true).catch(() => becomes(seen, false, true))
      await bench.lab.mute('Status')
      await bench.lab.kill()
      await bench.lab.start()
      await eventually('it is ready again', () => asterisk.metrics().reconnects === 1)
      await pause(1500)
      assert.is(seen.values.at(-1), true)
      await bench.lab.mute()
      await eventually(
        'the truth comes with the first list that is answered',
        () => seen.values.at(-1) === false,
        15_000,
      )
    },
    { on: 'SIM' },
  ),

  row('S9g: a list of channels that is refused makes nothing idle, and the events go on', async (bench) => {
    const asterisk = await bench.ready('watcher')
    const faults = watch(asterisk.fault$)
    const seen = watch(asterisk.device('2222'))
    const call = await bench.lab.dial('2222', '100')
    await eventually('2222 is busy', () => seen.values.at(-1) === true)
    await eventually('the refusal is told', () => faults.values.length > 0)
    assert.is(seen.values.at(-1), true)
    await call.hangup()
    await eventually('2222 is idle', () => seen.values.at(-1) === false)
  }),

  row('S9f: look-alikes and Local channels leave 2222 idle', async (bench) => {
    const seen = await watchDevice(bench, '2222')
    for (const name of ['22222', '222', '2222-desk']) {
      await bench.lab.phone(name, ANSWERS)
      await bench.lab.dial('200', name)
      await has(bench, `PJSIP/${name}-`)
    }
    await bench.lab.run('100', 'internal')
    await pause()
    assert.equal(seen.values, [false])
  }),

  row('S9f: a name with dashes is one device', async (bench) => {
    const seen = await watchDevice(bench, 'front-door')
    const whole = await watchDevice(bench, 'PJSIP/front-door')
    const call = await bench.lab.dial('front-door', '100')
    await becomes(seen, false, true)
    await becomes(whole, false, true)
    await call.hangup()
    await becomes(seen, false, true, false)
  }),

  row('S10: connected in the middle of a call it is busy within a second of Ready', async (bench) => {
    await bench.lab.dial('2222', '100')
    await has(bench, 'PJSIP/2222-')
    const asterisk = bench.connect('minimal')
    const seen = watch(asterisk.device('2222'))
    await firstValueFrom(asterisk.status$.pipe(filter(({ _tag }) => _tag === 'Ready')))
    const ready = Date.now()
    await becomes(seen, true)
    assert.ok(seen.lastAt() - ready < 1000)
  }),
])
