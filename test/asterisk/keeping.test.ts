/** S14g: calls that run are recorded and parked. */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as O from 'fp-ts/lib/Option.js'
import { firstValueFrom, lastValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { conformance, failing, row } from './conformance.js'
import { ANSWERS, bridged, lives, starting, stillTalk, talking } from './talk.js'
import { eventually, pause, watch } from '../support/watching.js'

conformance('calls in hand: recordings', [
  row('subscribing begins a recording, unsubscribing ends it, and the call goes on', async (bench) => {
    const talk = await talking(bench)
    const { asterisk, caller } = talk
    const begun = watch(asterisk.event('MixMonitorStart'))
    const ended = watch(asterisk.event('MixMonitorStop'))
    const file = join(tmpdir(), `rx-recording-${process.pid}.wav`)
    const recording = watch(asterisk.recording(caller, file))
    await eventually('it has begun', () => recording.values.length === 1 && begun.values.length === 1)
    assert.equal(recording.values, [{ channel: caller, file }])
    await pause(200)
    recording.stop()
    await eventually('it has ended', () => ended.values.length === 1)
    await stillTalk(bench, talk)
    if (bench.lab.kind === 'real') assert.ok(existsSync(file))
  }),
  row('two recordings of a channel: unsubscribing one ends this one only', async (bench) => {
    const { asterisk, caller } = await talking(bench)
    const ended = watch(asterisk.event('MixMonitorStop'))
    const first = watch(asterisk.recording(caller, join(tmpdir(), `rx-one-${process.pid}.wav`)))
    await eventually('the first runs', () => first.values.length === 1)
    const second = watch(asterisk.recording(caller, join(tmpdir(), `rx-two-${process.pid}.wav`)))
    await eventually('the second runs', () => second.values.length === 1)
    first.stop()
    await eventually('one has ended', () => ended.values.length === 1)
    second.stop()
    await eventually('both have ended', () => ended.values.length === 2)
    const none = await failing(asterisk.send({ Action: 'StopMixMonitor', Channel: caller }))
    assert.ok(none._tag === 'Refused' && none.message === 'Could not stop monitoring channel')
  }),
  row('a recording completes when its channel ends', async (bench) => {
    const { asterisk, caller } = await talking(bench)
    const recording = watch(asterisk.recording(caller, join(tmpdir(), `rx-end-${process.pid}.wav`)))
    await eventually('it runs', () => recording.values.length === 1)
    await firstValueFrom(asterisk.hangup('200'))
    await eventually('it is complete', () => recording.completed())
  }),
  row('an impossible path is a value too, and a channel that is gone is refused', async (bench) => {
    const { asterisk, caller } = await talking(bench)
    const recording = watch(asterisk.recording(caller, '/proc/nowhere/x.wav'))
    await eventually('Asterisk says Success', () => recording.values.length === 1)
    recording.stop()
    const failure = await failing(asterisk.recording('PJSIP/200-99999999', 'x.wav'))
    assert.ok(failure._tag === 'Refused' && failure.message === 'No such channel')
  }),
])

conformance('calls in hand: parking', [
  row('park gives the place, the partner is hung up, and retrieve connects a phone with the call', async (bench) => {
    const { asterisk, called } = await talking(bench)
    const parked = await lastValueFrom(asterisk.park(called, { timeout: 20_000 }))
    assert.equal([parked.channel, parked.lot], [called, 'default'])
    assert.match(parked.space, /^7\d\d$/)
    assert.ok(O.isSome(parked.timesOutAt) && Math.abs(parked.timesOutAt.value - Date.now() - 20_000) < 2500)
    await lives(bench, called)
    await bench.lab.phone('2222', ANSWERS)
    const call = await lastValueFrom(asterisk.retrieve(parked.lot, parked.space, 'PJSIP/2222'))
    assert.match(call.channel, /^PJSIP\/2222-/)
    await eventually(
      'they talk',
      async () => [...(await bridged(bench))].sort().join() === [call.channel, called].sort().join(),
    )
  }),
  row('park at a space that was asked for', async (bench) => {
    const { asterisk, caller } = await talking(bench)
    const parked = await lastValueFrom(asterisk.park(caller, { space: '705' }))
    assert.equal([parked.channel, parked.space], [caller, '705'])
  }),
  row('park in a lot that does not exist is refused, and both legs still talk', async (bench) => {
    const talk = await talking(bench)
    const failure = await failing(talk.asterisk.park(talk.called, { lot: 'nowhere' }))
    assert.ok(failure._tag === 'Refused' && failure.message === 'Park action failed')
    await stillTalk(bench, talk)
  }),
  row('retrieve from an empty space rings nobody', async (bench) => {
    const phone = await bench.lab.phone('2222', { _tag: 'Rings' })
    const asterisk = await bench.ready('full')
    const failure = await failing(asterisk.retrieve('default', '711', 'PJSIP/2222'))
    assert.ok(failure._tag === 'CallFailed' && failure.reason === 'noExtension')
    const lot = await failing(asterisk.retrieve('nowhere', '711', 'PJSIP/2222'))
    assert.ok(lot._tag === 'Refused' && lot.message === 'Requested parking lot could not be found.')
    await pause(200)
    assert.equal(await phone.callers(), [])
  }),
  row('unsubscribing retrieve while it rings ends the ringing, and the call stays parked', async (bench) => {
    const { asterisk, called } = await talking(bench)
    const { lot, space } = await lastValueFrom(asterisk.park(called))
    await bench.lab.phone('2222', { _tag: 'Rings' })
    const retrieving = asterisk.retrieve(lot, space, 'PJSIP/2222').subscribe({ error: () => undefined })
    await eventually('2222 rings', async () => starting(await bench.lab.channels(), 'PJSIP/2222-') !== '')
    retrieving.unsubscribe()
    await lives(bench, called)
  }),
])
