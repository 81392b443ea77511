/** S14: calls, and every way in which they fail. */
import * as O from 'fp-ts/lib/Option.js'
import { firstValueFrom, lastValueFrom, take } from 'rxjs'
import * as assert from 'uvu/assert'
import { type Bench, conformance, failing, row } from './conformance.js'
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
])
