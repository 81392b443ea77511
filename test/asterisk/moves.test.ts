/** S14f: calls that run are moved, and get digits. What Asterisk does to a careless program is shown too. */
import { firstValueFrom, lastValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import type { Asterisk } from '../../src/index.js'
import { conformance, failing, row } from './conformance.js'
import { ANSWERS, isIn, lives, stillTalk, talking } from './talk.js'
import { eventually, pause, watch } from '../support/watching.js'

const reason = async (action$: ReturnType<Asterisk['redirect']>): Promise<unknown> => {
  const failure = await failing(action$)
  return failure._tag === 'CallFailed' ? failure.reason : failure
}

conformance('calls in hand: moves', [
  row('redirect moves one leg, and Asterisk hangs up the other', async (bench) => {
    const { asterisk, caller } = await talking(bench)
    await lastValueFrom(asterisk.redirect(caller, 'internal', '100'))
    await lives(bench, caller)
    assert.ok(await isIn(bench, caller, 'internal', '100'))
  }),
  row('redirect moves the dialled leg too', async (bench) => {
    const { asterisk, called } = await talking(bench)
    await lastValueFrom(asterisk.redirect(called, 'internal', '100'))
    await lives(bench, called)
    await eventually('it runs the extension', () => isIn(bench, called, 'internal', '100'))
  }),
  row('redirect moves both legs at the same moment, each to its own extension', async (bench) => {
    const { asterisk, caller, called } = await talking(bench)
    const other = { channel: called, context: 'internal', exten: '103' }
    await lastValueFrom(asterisk.redirect(caller, 'internal', '100', { other }))
    await eventually('both have moved', async () => {
      const both = [isIn(bench, caller, 'internal', '100'), isIn(bench, called, 'internal', '103')]
      return (await Promise.all(both)).every(Boolean)
    })
    await pause(200)
    await lives(bench, caller, called)
  }),
  row('redirect to a missing extension fails with noExtension, and both legs still talk', async (bench) => {
    const talk = await talking(bench)
    const { asterisk, caller, called } = talk
    assert.is(await reason(asterisk.redirect(caller, 'door', '999')), 'noExtension')
    assert.is(await reason(asterisk.redirect(caller, 'nowhere', '100')), 'noExtension')
    const other = { channel: called, context: 'door', exten: '999' }
    assert.is(await reason(asterisk.redirect(caller, 'internal', '100', { other })), 'noExtension')
    await stillTalk(bench, talk)
  }),
  row('Redirect without the question: Asterisk says Success, and hangs up both', async (bench) => {
    const { asterisk, caller } = await talking(bench)
    const action = { Action: 'Redirect', Channel: caller, Context: 'door', Exten: '999', Priority: 1 } as const
    assert.is((await lastValueFrom(asterisk.send(action))).message, 'Redirect successful')
    await lives(bench)
  }),
  row('redirect of a channel that is gone is refused, and so is one with another that is gone', async (bench) => {
    const talk = await talking(bench)
    const { asterisk, caller } = talk
    const gone = await failing(asterisk.redirect('PJSIP/200-99999999', 'internal', '100'))
    assert.ok(gone._tag === 'Refused' && gone.message === 'Channel does not exist: PJSIP/200-99999999')
    const other = await failing(asterisk.redirect(caller, 'internal', '100', { other: 'PJSIP/200-99999999' }))
    assert.ok(other._tag === 'Refused' && other.message === 'ExtraChannel does not exist: PJSIP/200-99999999')
    await stillTalk(bench, talk)
  }),

  row('transfer sends the dialled partner to the extension, and ends the channel', async (bench) => {
    const { asterisk, caller, called } = await talking(bench)
    await lastValueFrom(asterisk.transfer(caller, 'internal', '100'))
    await lives(bench, called)
    await eventually('it runs the extension', () => isIn(bench, called, 'internal', '100'))
  }),
  row('transfer sends the partner that dialled to the extension', async (bench) => {
    const { asterisk, caller, called } = await talking(bench)
    await lastValueFrom(asterisk.transfer(called, 'internal', '100'))
    await lives(bench, caller)
    await eventually('it runs the extension', () => isIn(bench, caller, 'internal', '100'))
  }),
  row('transfer to a missing extension fails with noExtension, and both legs still talk', async (bench) => {
    const talk = await talking(bench)
    assert.is(await reason(talk.asterisk.transfer(talk.caller, 'door', '999')), 'noExtension')
    await stillTalk(bench, talk)
  }),
  row('BlindTransfer without the question: Asterisk says Success, and hangs up both', async (bench) => {
    const { asterisk, caller } = await talking(bench)
    const action = { Action: 'BlindTransfer', Channel: caller, Context: 'door', Exten: '999' } as const
    assert.is((await lastValueFrom(asterisk.send(action))).message, 'Transfer succeeded')
    await lives(bench)
  }),
  row('transfer of a channel that talks to nobody is refused', async (bench) => {
    await bench.lab.phone('200', ANSWERS)
    const asterisk = await bench.ready('full')
    const { channel } = await lastValueFrom(asterisk.call('PJSIP/200', '100', 'internal'))
    await pause(200)
    const failure = await failing(asterisk.transfer(channel, 'internal', '101'))
    assert.ok(failure._tag === 'Refused' && failure.message === 'Transfer invalid')
  }),
])

conformance('calls in hand: digits', [
  row('four digits by sendDtmf: each Ping between them is answered within 150 ms', async (bench) => {
    const { asterisk, called } = await talking(bench)
    const started = Date.now()
    const sending = watch(asterisk.sendDtmf(called, '471#'))
    const pings: number[] = []
    while (!sending.completed() && sending.errors.length === 0) {
      const asked = performance.now()
      await firstValueFrom(asterisk.send({ Action: 'Ping' }))
      pings.push(performance.now() - asked)
      await pause(5)
    }
    assert.equal(sending.errors, [])
    assert.ok(Math.max(...pings) < 150, `the slowest Ping took ${Math.max(...pings)} ms`)
    assert.ok(pings.length > 8, `only ${pings.length} Pings`)
    assert.ok(Date.now() - started > 650)
  }),
  row('PlayDTMF holds the whole login for its duration', async (bench) => {
    const { asterisk, called } = await talking(bench)
    const asked = performance.now()
    asterisk.perform(asterisk.send({ Action: 'PlayDTMF', Channel: called, Digit: '1', Duration: 400 }))
    await firstValueFrom(asterisk.send({ Action: 'Ping' }))
    assert.ok(performance.now() - asked > 380)
  }),
  row('sendDtmf to a channel that is gone is refused', async (bench) => {
    const asterisk = await bench.ready('full')
    const failure = await failing(asterisk.sendDtmf('PJSIP/200-99999999', '1'))
    assert.ok(failure._tag === 'Refused' && failure.message === 'Channel not found')
  }),
])
