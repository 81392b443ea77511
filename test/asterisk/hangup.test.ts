/** S18: hangup ends every call from or to a device, and no other. */
import { firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { type Bench, conformance, failing, row } from './conformance.js'
import { eventually, watch } from '../support/watching.js'

const ANSWERS = { _tag: 'Answers', after: 100 } as const

const living = async ({ lab }: Bench, device: string): Promise<number> =>
  (await lab.channels()).filter((name) => name.startsWith(`PJSIP/${device}-`)).length

const talks = (bench: Bench, device: string, calls = 1): Promise<void> =>
  eventually(`${device} has ${calls} channels`, async () => (await living(bench, device)) === calls)

const sparesLookAlike = async (bench: Bench, device: string, lookAlike: string): Promise<void> => {
  await bench.lab.dial(lookAlike, '100')
  await talks(bench, lookAlike)
  const asterisk = await bench.ready('minimal')
  assert.equal(await firstValueFrom(asterisk.hangup(device)), [])
  assert.is(await living(bench, lookAlike), 1)
}

conformance('hangup', [
  row('S18: both calls of 30 end, an unrelated one survives, with the minimal rights', async (bench) => {
    await bench.lab.phone('30', ANSWERS)
    await bench.lab.dial('30', '100')
    await bench.lab.dial('2222', '30')
    await bench.lab.dial('200', '100')
    await talks(bench, '30', 2)
    await talks(bench, '200')
    const asterisk = await bench.ready('minimal')
    const hangups = watch(asterisk.event('Hangup'))
    const asked = Date.now()
    const ended = await firstValueFrom(asterisk.hangup('30'))
    assert.is(ended.length, 2)
    assert.ok(ended.every((name) => name.startsWith('PJSIP/30-')))
    // 30 twice and its partner; the call to 100 has no other channel
    await eventually('three channels end', () => hangups.values.length === 3)
    assert.ok(hangups.lastAt() - asked <= 500, `it took ${hangups.lastAt() - asked} ms`)
    await talks(bench, '30', 0)
    await talks(bench, '2222', 0)
    assert.is(await living(bench, '200'), 1)
  }),
  row('S18b: without a call nothing ends', async (bench) => {
    const asterisk = await bench.ready('minimal')
    assert.equal(await firstValueFrom(asterisk.hangup('30')), [])
  }),
  row('S18c: a dot is a dot', (bench) => sparesLookAlike(bench, 'a.b', 'aXb')),
  row('S18c: a device is no prefix of another', (bench) => sparesLookAlike(bench, '30', '300')),
  row('S18c: a device is no prefix, however short', (bench) => sparesLookAlike(bench, '3', '30')),
  row('S18c: a device with a dash in its name is found', async (bench) => {
    await bench.lab.dial('front-door', '100')
    await talks(bench, 'front-door')
    const asterisk = await bench.ready('minimal')
    assert.is((await firstValueFrom(asterisk.hangup('front-door'))).length, 1)
    await talks(bench, 'front-door', 0)
  }),
  row('S18d: a channel that vanished meanwhile is no error', async (bench) => {
    const call = await bench.lab.dial('30', '100')
    await talks(bench, '30')
    const asterisk = await bench.ready('minimal')
    void call.hangup()
    assert.ok((await firstValueFrom(asterisk.hangup('30'))).length <= 1)
    await talks(bench, '30', 0)
    assert.equal(await firstValueFrom(asterisk.hangup('30')), [])
  }),
  row('S18e: PJSIP/30 is 30 in that technology, written in any case; IAX2/30 goes on', async (bench) => {
    await bench.lab.dial('30', '100')
    await talks(bench, '30')
    const stranger = async (): Promise<boolean> =>
      (await bench.lab.channels()).some((name) => name.startsWith('IAX2/30-'))
    const asterisk = await bench.ready('full')
    const calling = asterisk.call('IAX2/30', '100', 'internal').subscribe({ error: () => undefined })
    await eventually('IAX2/30 is called', stranger)
    const minimal = await bench.ready('minimal')
    const ended = await firstValueFrom(minimal.hangup('pjsip/30'))
    assert.is(ended.length, 1)
    assert.match(ended[0] ?? '', /^PJSIP\/30-/)
    await talks(bench, '30', 0)
    assert.is(await stranger(), true)
    assert.is((await firstValueFrom(minimal.hangup('IAX2/30'))).length, 1)
    calling.unsubscribe()
  }),
  row(
    'D20: an empty device, and one that begins with a slash, are refused',
    async ({ connect }) => {
      const asterisk = connect('minimal')
      for (const device of ['', ' ', '/.*/']) {
        assert.is((await failing(asterisk.hangup(device)))._tag, 'InvalidAction')
      }
    },
    { reads: true },
  ),
])
