/**
 * The users of misc/nats/server.conf: a gateway publishes, a listener reads and may not act, a caller may do what it is allowed, a member of
 * a group handles its events.
 */
import { readFileSync } from 'node:fs'
import * as O from 'fp-ts/lib/Option.js'
import { filter, firstValueFrom, timer } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { failureOf } from '../../src/index.js'
import { bus, fleet, gateway } from '../../src/nats/index.js'
import { simulate } from '../../src/testing/index.js'
import { natsMissing, natsServers } from '../support/natsServer.js'
import { entriesOf, first, isUp, leads } from './lab.js'

const test = suite('rights')
const missing = await natsMissing()
const sample = readFileSync('misc/nats/server.conf', 'utf8')

test('each user of the sample configuration may do its work, and nothing else', async () => {
  if (missing !== undefined) return
  const servers = await natsServers(1, sample.slice(sample.indexOf('authorization')))
  const pbx = simulate({
    database: { 'dnd/office': '1' },
    mailboxes: { '2222@default': { old: 3, new: 2, urgent: 0 } },
  })
  const as = (user: string) =>
    bus({ servers: servers.urls, user, password: `change-me-${user}`, inboxPrefix: `_INBOX.${user}`, timeout: 1000 })
  const buses = ['admin', 'gateway', 'listener', 'caller', 'member'].map(as)
  const [admin, writer, ears, mouth, hands] = buses
  assert.ok(admin && writer && ears && mouth && hands)
  const open = buses.map(({ state$ }) => state$.subscribe({ error: console.error }))
  const { link } = await firstValueFrom(admin.state$.pipe(filter(isUp)))
  await firstValueFrom(link.setup('berlin', 1), { defaultValue: undefined })
  const asterisk = { username: 'admin', password: 'secret', transport: pbx.transport }
  const gate = gateway(writer, { server: 'berlin', lease: 600, asterisk })
  const [listener, caller] = [fleet(ears, { timeout: 1000 }), fleet(mouth, { timeout: 1000 })]
  const [owner, member] = [admin, hands].map((each) => fleet(each, { servers: ['berlin'], timeout: 1000 }))
  assert.ok(owner && member)
  try {
    await leads(gate)
    const reading = listener.asterisk('berlin')
    assert.is(await first(reading.device('2222')), false)
    assert.equal(await first(reading.mailbox('2222')), { old: 3, new: 2, urgent: O.some(0) })
    const refused = await firstValueFrom(reading.dbRead('dnd/office')).catch(failureOf)
    assert.ok(typeof refused === 'object' && '_tag' in refused && refused._tag === 'NotSent')
    const acting = caller.asterisk('berlin')
    assert.equal(await first(acting.dbRead('dnd/office')), O.some('1'))
    const denied = await firstValueFrom(acting.dbWrite('dnd/office', '0')).catch(failureOf)
    assert.ok(typeof denied === 'object' && '_tag' in denied && denied._tag === 'NotSent')
    assert.is(pbx.database().get('dnd/office'), '1')
    const before = (await entriesOf(admin, 'berlin')).length
    const forged = await firstValueFrom(ears.state$.pipe(filter(isUp)))
    forged.link.publish('ami.berlin.s.Hangup', 'Event: Hangup')
    await first(timer(300))
    const after = await entriesOf(admin, 'berlin')
    assert.ok(after.length >= before && after.every(({ id }) => id !== ''), 'a listener wrote into the log')

    // an admin makes the group, and a member handles its events
    const doors = timer(0, 100).subscribe(() => {
      pbx.userEvent('Door', {})
    })
    await new Promise((resolve) => owner.shared('doors').userEvent('Door', resolve))
    await owner.close()
    await new Promise((resolve) => member.shared('doors').userEvent('Door', resolve))
    doors.unsubscribe()
    const idle = await firstValueFrom(member.asterisk('berlin').dbRead('dnd/office')).catch(failureOf)
    assert.ok(typeof idle === 'object' && '_tag' in idle && idle._tag === 'NotSent')
    const { link: own } = await firstValueFrom(hands.state$.pipe(filter(isUp)))
    const tail = await firstValueFrom(own.log('berlin').tail()).then(
      () => 'read',
      () => 'refused',
    )
    assert.is(tail, 'refused')
  } finally {
    for (const each of open) each.unsubscribe()
    await Promise.all([listener, caller, owner, member].map((each) => each.close()))
    await gate.close()
    await Promise.all(buses.map((each) => each.close()))
    await pbx.close()
    await servers.close()
  }
})

test.run()
