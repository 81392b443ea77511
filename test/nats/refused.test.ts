/** A bus that refuses the login ends a gateway and the streams of a fleet; a bus that is not there is waited for. */
import * as O from 'fp-ts/lib/Option.js'
import { firstValueFrom, ignoreElements, lastValueFrom, tap, timeout } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { failureOf, show } from '../../src/index.js'
import { bus, type Bus, fleet, gateway } from '../../src/nats/index.js'
import { simulate } from '../../src/testing/index.js'
import { natsMissing, natsServers } from '../support/natsServer.js'
import { first } from './lab.js'

const missing = await natsMissing()

/** Runs a test with a bus whose password is wrong. */
const withWrongPassword = (run: (nats: Bus) => Promise<void>) => async (): Promise<void> => {
  if (missing !== undefined) return
  const servers = await natsServers(1, 'authorization { users: [{ user: house, password: right }] }')
  const nats = bus({ servers: servers.urls, user: 'house', password: 'wrong' })
  try {
    await run(nats)
  } finally {
    await nats.close()
    await servers.close()
  }
}

const failureAtEnd = (source$: Parameters<typeof lastValueFrom>[0]): Promise<unknown> =>
  lastValueFrom(source$.pipe(ignoreElements(), timeout(15_000)), { defaultValue: 'completed' }).catch(failureOf)

const isRefusal = (failure: unknown): void => {
  assert.ok(typeof failure === 'object' && failure !== null && '_tag' in failure)
  assert.is(failure._tag, 'BusLoginRefused')
}

const test = suite('refused')

test(
  'a gateway ends',
  withWrongPassword(async (nats) => {
    const pbx = simulate()
    const asterisk = { username: 'admin', password: 'secret', transport: pbx.transport }
    const gate = gateway(nats, { server: 'berlin', asterisk })
    isRefusal(await failureAtEnd(gate.role$))
    await first(gate.status$, ({ _tag }) => _tag === 'Closed')
    await gate.close()
    await pbx.close()
  }),
)

test(
  'streams and actions of a fleet fail, and the status says why',
  withWrongPassword(async (nats) => {
    const all = fleet(nats)
    const berlin = all.asterisk('berlin')
    isRefusal(await failureAtEnd(berlin.event$))
    const status = await first(berlin.status$)
    assert.ok(status._tag === 'Closed' && O.isSome(status.failure))
    isRefusal(await firstValueFrom(berlin.dbRead('dnd/office')).catch(failureOf))
    await all.close()
  }),
)

test(
  'the text names the bus and the fix, and no secret',
  withWrongPassword(async (nats) => {
    const state = await first(nats.state$, ({ _tag }) => _tag === 'Away')
    assert.ok(state._tag === 'Away')
    const text = show(state.failure)
    assert.match(text, /^nats:\/\/127\.0\.0\.1:\d+ refused the login: .*; check the user and the password/)
    assert.not.match(text, /wrong|right/)
  }),
)

test('a bus that is not there is named by its address', async () => {
  const nats = bus({ servers: 'nats://127.0.0.1:1', user: 'house', password: 'geheim' })
  const state = await first(nats.state$, ({ _tag }) => _tag === 'Away')
  assert.ok(state._tag === 'Away')
  assert.match(show(state.failure), /^the bus is lost: no link to nats:\/\/127\.0\.0\.1:1: /)
  await nats.close()
})

test('a reader of the state may close the bus, which ends once', async () => {
  const nats = bus({ servers: 'nats://127.0.0.1:1' })
  let away = 0
  const completed = lastValueFrom(
    nats.state$.pipe(
      tap((state) => {
        if (state._tag !== 'Away') return
        away += 1
        void nats.close()
      }),
      timeout(15_000),
    ),
  )
  const last = await completed
  assert.equal([last._tag, away], ['Away', 2])
  assert.is(nats.close(), nats.close())
})

test('an address with a password is refused, and the sentence does not repeat the password', () => {
  assert.throws(
    () => bus({ servers: 'nats://house:geheim@127.0.0.1:1' }),
    ({ message }: Error) => /must have no user and no password/.test(message) && !message.includes('geheim'),
  )
})

test.run()
