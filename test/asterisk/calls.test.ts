/** S14: calls, and every way in which they fail. */
import * as O from 'fp-ts/lib/Option.js'
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs'
import * as assert from 'uvu/assert'
import type { Asterisk } from '../../src/index.js'
import { type Bench, conformance, failing, row } from './conformance.js'
import { ACCOUNT, cutCall } from './cutCall.js'
import { proxy } from '../support/proxy.js'
import { eventually, pause, watch } from '../support/watching.js'

const ANSWERS = { _tag: 'Answers', after: 200 } as const

const rings = ({ lab }: Bench, device: string): Promise<void> =>
  eventually(`${device} rings`, async () => (await lab.channels()).some((name) => name.startsWith(`${device}-`)))

const quiet = ({ lab }: Bench, within = 5000): Promise<void> =>
  eventually('no channel lives', async () => (await lab.channels()).length === 0, within)

/** The failure of a call that cannot succeed, and checks of its traces. */
const reasonOf = async (bench: Bench, dest = '240', options = {}): Promise<unknown> => {
  const asterisk = await bench.ready('full')
  const failure = await failing(asterisk.call('PJSIP/200', dest, 'door', options))
  return failure._tag === 'CallFailed' ? failure.reason : failure
}

/** The channels of a call, by the names of their devices. */
const devices = async ({ lab }: Bench): Promise<readonly string[]> =>
  (await lab.channels()).map((name) => name.slice(0, name.lastIndexOf('-'))).sort()

const NAMES = ['200', '30', '2222']
const PHONES = NAMES.map((name) => `PJSIP/${name}`)

const BACK_SOON = { backoff: { min: 100, max: 400 } } as const

conformance('calls', [
  row(
    'S14: the source rings first, then the extension, and the call is told when the source has answered',
    async (bench) => {
      await bench.lab.phone('200', ANSWERS)
      await bench.lab.phone('30', { _tag: 'Rings' })
      const asterisk = await bench.ready('full')
      const source = watch(asterisk.device('200'))
      const other = watch(asterisk.device('30'))
      const call = await lastValueFrom(asterisk.call('PJSIP/200', '240', 'door'))
      assert.match(call.channel, /^PJSIP\/200-/)
      assert.ok(call.uniqueid !== '')
      await eventually('the extension rings', () => other.values.at(-1) === true)
      assert.equal(source.values, [false, true])
    },
  ),

  row('B1: the end of a call that nobody took has the extension of its Hangup', async (bench) => {
    await bench.lab.phone('200', ANSWERS)
    await bench.lab.phone('30', { _tag: 'Rings' })
    const asterisk = await bench.ready('full')
    const changes = watch(asterisk.channelChange$)
    const call = await lastValueFrom(asterisk.call('PJSIP/200', '240', 'door'))
    await rings(bench, 'PJSIP/30')
    await lastValueFrom(call.hangup())
    const end = () => changes.values.find(({ _tag, channel }) => _tag === 'Ended' && channel.uniqueid === call.uniqueid)
    await eventually('the source has ended', () => end() !== undefined)
    assert.equal([end()?.channel.exten, end()?.channel.context], ['240', 'door'])
  }),

  row('S14b: SIP/… that cannot be called fails, and the hint names PJSIP', async (bench) => {
    const asterisk = await bench.ready('full')
    const failure = await failing(asterisk.call('SIP/200', '240', 'door'))
    assert.ok(failure._tag === 'CallFailed' && failure.reason === 'failed')
    assert.match(O.toUndefined(failure.hint) ?? '', /PJSIP\/200/)
  }),

  row('S14c: the caller id is what the phone shows', async (bench) => {
    const phone = await bench.lab.phone('200', ANSWERS)
    const asterisk = await bench.ready('full')
    await firstValueFrom(asterisk.call('PJSIP/200', '240', 'door', 'Haus <1>'))
    const [from = ''] = await phone.callers()
    assert.match(from, /Haus/)
    assert.match(from, /sip:1@/)
  }),

  row('S14d: a missing extension fails with noExtension', async (bench) => {
    assert.is(await reasonOf(bench, '999'), 'noExtension')
  }),
  row('S14d: a busy phone fails with busy', async (bench) => {
    await bench.lab.phone('200', { _tag: 'Busy' })
    assert.is(await reasonOf(bench), 'busy')
  }),
  row('S14d: a phone that nobody answers fails with noAnswer, within its ring time and two seconds', async (bench) => {
    await bench.lab.phone('200', { _tag: 'Rings' })
    const asked = Date.now()
    assert.is(await reasonOf(bench, '240', { timeout: 1500 }), 'noAnswer')
    assert.ok(Date.now() - asked < 3500)
  }),
  row('S14d: a login without originate is told so', async (bench) => {
    const asterisk = await bench.ready('minimal')
    assert.equal(await failing(asterisk.call('PJSIP/200', '240', 'door')), {
      _tag: 'Refused',
      action: 'Originate',
      message: 'Permission denied',
      needs: ['originate'],
    })
  }),
  row('S14d: without a link it was not sent', async (bench) => {
    const asterisk = bench.connect('full', { port: 1, timeout: 500 })
    const failure = await failing(asterisk.call('PJSIP/200', '240', 'door'))
    assert.is(failure._tag, 'NotSent')
  }),

  row('S14d: unsubscribing while it rings ends the ringing', async (bench) => {
    await bench.lab.phone('200', { _tag: 'Rings' })
    const asterisk = await bench.ready('full')
    const ringing = asterisk.call('PJSIP/200', '240', 'door').subscribe({ error: () => undefined })
    await rings(bench, 'PJSIP/200')
    ringing.unsubscribe()
    await quiet(bench)
  }),
  row('S14d: unsubscribing before Asterisk has made the channel ends it too', async (bench) => {
    await bench.lab.phone('200', { _tag: 'Rings' })
    const asterisk = await bench.ready('full')
    asterisk
      .call('PJSIP/200', '240', 'door')
      .subscribe({ error: () => undefined })
      .unsubscribe()
    await pause(700)
    await quiet(bench)
  }),
  row('S14d: a call that was answered lives on when its observer leaves', async (bench) => {
    await bench.lab.phone('200', ANSWERS)
    await bench.lab.phone('30', ANSWERS)
    const asterisk = await bench.ready('full')
    await firstValueFrom(asterisk.call('PJSIP/200', '240', 'door').pipe(take(1)))
    await rings(bench, 'PJSIP/30')
    await pause(500)
    assert.ok((await bench.lab.channels()).some((name) => name.startsWith('PJSIP/200-')))
  }),

  row('S15: a call is a handle: who answered, and how it ended', async (bench) => {
    await bench.lab.phone('200', ANSWERS)
    await bench.lab.phone('30', ANSWERS)
    const asterisk = await bench.ready('full')
    const call = await firstValueFrom(asterisk.call('PJSIP/200', '240', 'door'))
    const ended = watch(call.ended$)
    const other = await firstValueFrom(call.connected$)
    assert.ok(other._tag === 'Answered')
    assert.match(other.channel, /^PJSIP\/30-/)
    await firstValueFrom(call.hangup())
    await eventually('it has ended', () => ended.values.length === 1)
    const [end] = ended.values
    assert.ok(end !== undefined && O.isSome(end.cause) && O.isSome(end.duration))
    // late, from a list
    assert.equal(await firstValueFrom(call.ended$), end)
    await quiet(bench)
  }),
  row('S15b: a call whose other leg is busy tells it', async (bench) => {
    await bench.lab.phone('200', ANSWERS)
    await bench.lab.phone('30', { _tag: 'Busy' })
    const asterisk = await bench.ready('full')
    const call = await firstValueFrom(asterisk.call('PJSIP/200', '240', 'door'))
    const other = await firstValueFrom(call.connected$)
    assert.ok(other._tag === 'NotAnswered')
    assert.equal([other.reason, other.dialStatus], [O.some('busy'), O.some('BUSY')])
  }),
  row('S15c: Status finds a channel by its Uniqueid, and no other', async (bench) => {
    await bench.lab.phone('200', ANSWERS)
    await bench.lab.phone('30', ANSWERS)
    const asterisk = await bench.ready('full')
    const { uniqueid } = await firstValueFrom(asterisk.call('PJSIP/200', '240', 'door'))
    const found = await firstValueFrom(asterisk.list({ Action: 'Status', Channel: uniqueid }).pipe(toArray()))
    assert.equal(
      found.map((item) => item.frame.get('Uniqueid')),
      [uniqueid],
    )
    const none = await failing(asterisk.list({ Action: 'Status', Channel: 'rx-none' }))
    assert.ok(none._tag === 'Refused' && none.message === 'No such channel')
  }),
  row('S15d: a call outlives its link: the phone that answers during the outage is its value', async (bench) => {
    const { lab } = bench
    await lab.phone('200', { _tag: 'Answers', after: 800 })
    const { port = 0 } = lab.options('full')
    const link = await proxy(port)
    const asterisk = await bench.ready('full', { ...BACK_SOON, port: link.port })
    const calling = firstValueFrom(asterisk.call('PJSIP/200', '100', 'internal'))
    await rings(bench, 'PJSIP/200')
    link.cutAfter(1, 'said', 'reset')
    const { channel } = await calling
    assert.match(channel, /^PJSIP\/200-/)
    await asterisk.close()
    await link.close()
  }),
  row(
    'S15e: a link that is cut at many a moment of a call: no phone is left ringing, and none rings twice',
    async (bench) => {
      const { lab } = bench
      await Promise.all(NAMES.map((name, index) => lab.phone(name, { _tag: 'Answers', after: 250 + 150 * index })))
      const settings = { timeout: 6000, account: ACCOUNT }
      const one = { call: ({ call }: Asterisk) => call('PJSIP/200', '100', 'internal', settings), phones: 1 }
      const race = {
        call: ({ callFirst }: Asterisk) => callFirst(PHONES, '100', 'internal', settings),
        phones: PHONES.length,
      }
      for (const [index, cutAt] of [5, 60, 150, 220, 260, 300, 380, 450].entries()) {
        const how = index % 3 === 0 ? 'reset' : 'closed'
        const trial = { ...(index % 2 === 0 ? race : one), cutAt, how } as const
        assert.equal(await cutCall(lab, lab.options('full'), trial), { outcome: 'answered', wrong: [] }, `${cutAt} ms`)
        for (const device of PHONES) await firstValueFrom((await bench.ready('full')).hangup(device))
        await quiet(bench)
      }
    },
  ),
  row('S16: of three phones one wins, and the others ring no more', async (bench) => {
    const rounds = bench.lab.kind === 'real' ? 3 : 100
    const asterisk = await bench.ready('full')
    for (let round = 0; round < rounds; round += 1) {
      for (const name of NAMES)
        await bench.lab.phone(name, { _tag: 'Answers', after: 20 + ((round * 37 + Number(name)) % 60) })
      const call = await lastValueFrom(asterisk.callFirst(PHONES, '100', 'internal'))
      const winner = call.channel.slice(0, call.channel.lastIndexOf('-'))
      await eventually('one is left', async () => (await bench.lab.channels()).length === 1, 10_000)
      assert.equal(await devices(bench), [winner])
      await firstValueFrom(call.hangup())
      await quiet(bench, 10_000)
    }
  }),
  row('S16b: callFirst fails once, with the reason of each', async (bench) => {
    await bench.lab.phone('200', { _tag: 'Busy' })
    await bench.lab.phone('30', { _tag: 'Rings' })
    const asterisk = await bench.ready('full')
    const failure = await failing(asterisk.callFirst(['PJSIP/200', 'PJSIP/30'], '100', 'internal', { timeout: 1500 }))
    assert.ok(failure._tag === 'CallFailed')
    assert.equal(
      failure.legs?.map((leg) => (leg._tag === 'CallFailed' ? leg.reason : leg._tag)),
      ['busy', 'noAnswer'],
    )
    await quiet(bench)
  }),
])
