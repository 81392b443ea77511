/** Gateways and fleets on a real NATS server, with simulated Asterisks. */
import * as O from 'fp-ts/lib/Option.js'
import { firstValueFrom, map, merge, take, timer, toArray } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { failureOf } from '../../src/index.js'
import { first, leads, several, withLab } from './lab.js'

const test = suite('fleet')

test(
  'a worker sees devices, events and UserEvents, and acts, as over a link of its own',
  withLab(async (lab) => {
    const gate = lab.gateway('berlin')
    await leads(gate)
    const berlin = lab.fleet().asterisk('berlin')
    const ready = await first(berlin.ready$)
    assert.equal(ready.asterisk, O.some(22))

    const busy = several(berlin.device('2222'), 3)
    const doors = several(berlin.userEvent('Door'), 1)
    const hangups = several(berlin.event('Hangup').pipe(map(({ origin }) => origin)), 2)
    await first(berlin.device('2222'), (value) => !value)
    const call = lab.pbx('berlin').dial('PJSIP/200', '2222')
    await first(berlin.device('2222'), (value) => value)
    lab.pbx('berlin').userEvent('Door', { Source: 'front' })
    call.hangup()
    assert.equal(await busy, [false, true, false])
    assert.equal((await doors)[0]?.source, O.some('front'))
    assert.equal(await hangups, ['berlin', 'berlin'])

    assert.equal(await first(berlin.dbRead('dnd/office')), O.some('1'))
    assert.equal(await first(berlin.mailbox('2222')), { old: 3, new: 2, urgent: O.some(0) })
    const { channel } = await first(berlin.call('PJSIP/200', '100', 'internal'))
    assert.match(channel, /^PJSIP\/200-/)
    assert.equal(await first(berlin.hangup('200')), [channel])
    const refused = await firstValueFrom(berlin.dbRead('/')).catch(failureOf)
    assert.ok(refused)
  }),
)

test(
  'a late joiner knows the channels from the log, without a gateway',
  withLab(async (lab) => {
    const gate = lab.gateway('berlin')
    await leads(gate)
    const early = lab.fleet().asterisk('berlin')
    await first(early.device('2222'))
    lab.pbx('berlin').dial('PJSIP/200', '2222')
    await first(early.device('2222'), (busy) => busy)
    await gate.close()
    const late = lab.fleet().asterisk('berlin')
    const seen = several(merge(late.device('2222'), late.event('Newchannel')), 1)
    assert.equal(await seen, [true])
    await first(late.status$, ({ _tag }) => _tag === 'Waiting')
  }),
)

test(
  'two Asterisks with equal names stay apart',
  withLab(async (lab) => {
    await Promise.all([leads(lab.gateway('berlin')), leads(lab.gateway('bonn'))])
    const all = lab.fleet()
    const [berlin, bonn] = [all.asterisk('berlin'), all.asterisk('bonn')]
    await Promise.all([first(berlin.device('2222')), first(bonn.device('2222'))])
    const wrong: unknown[] = []
    bonn.event('Newchannel', 'UserEvent').subscribe((event) => wrong.push(event))
    const events = firstValueFrom(all.userEvent('Door').pipe(take(1), toArray()))
    await first(
      all.server$,
      (servers) => servers.size === 2 && [...servers.values()].every(({ leading }) => O.isSome(leading)),
    )
    await first(timer(300))
    lab.pbx('berlin').userEvent('Door', { Source: 'front' })
    assert.equal(
      (await events).map(({ origin }) => origin),
      ['berlin'],
    )
    await first(berlin.dbWrite('where/am', 'berlin'))
    assert.equal(lab.pbx('berlin').database().get('where/am'), 'berlin')
    assert.is(lab.pbx('bonn').database().get('where/am'), undefined)
    lab.pbx('berlin').dial('PJSIP/200', '2222')
    await first(berlin.device('2222'), (busy) => busy)
    await first(timer(200))
    assert.is(await first(bonn.device('2222')), false)
    assert.equal(wrong, [])
  }),
)

test(
  'without a gateway an action is NotSent, and the status says why',
  withLab(async (lab) => {
    const gate = lab.gateway('berlin')
    await leads(gate)
    const berlin = lab.fleet().asterisk('berlin')
    await first(berlin.ready$)
    const keeping = berlin.frame$.subscribe()
    await gate.close()
    const waiting = await first(berlin.status$, ({ _tag }) => _tag === 'Waiting')
    assert.ok(waiting._tag === 'Waiting' && waiting.failure._tag === 'BusLost')
    const failure = await firstValueFrom(berlin.dbWrite('a/b', '1')).catch(failureOf)
    assert.ok(typeof failure === 'object' && failure._tag === 'NotSent')
    keeping.unsubscribe()
  }),
)

test.run()
