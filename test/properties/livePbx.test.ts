/** All live models beside fresh lists of Asterisk, over random legal histories of a small PBX. `RX_ASTERISK_HISTORIES`: how many. */
import * as O from 'fp-ts/lib/Option.js'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asterisk, connect, type Failure } from '../../src/index.js'
import { simulate } from '../../src/testing/index.js'
import { virtually } from '../faults/virtual.js'
import { happen, type Happening, histories, MEMBERS, PHONES, QUEUES, ROOMS, shuffling } from './livePbx.js'

const HISTORIES = Number(process.env['RX_ASTERISK_HISTORIES'] ?? 150)

const sorted = <A>(values: Iterable<A>): readonly A[] =>
  [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** The newest value of each stream, without the times that only those can know who saw the beginning. */
const viewOf = (asterisk: Asterisk) => {
  const newest = new Map<string, unknown>()
  const keep =
    <A>(name: string, show: (value: A) => unknown) =>
    (value: A): void => {
      newest.set(name, show(value))
    }
  asterisk.queue$.subscribe(
    keep('queues', (queues) =>
      sorted([...queues.values()]).map(({ name, callers, members, completed, abandoned }) => ({
        name,
        callers: callers.map(({ uniqueid, position }) => `${position} ${uniqueid}`),
        members: sorted(members).map((member) => ({
          interface: member.interface,
          state: member.state,
          reason: O.map(({ reason }: { readonly reason: O.Option<string> }) => O.toUndefined(reason))(member.paused),
          penalty: member.penalty,
          inCall: member.inCall,
          callsTaken: member.callsTaken,
        })),
        completed,
        abandoned,
      })),
    ),
  )
  asterisk.conference$.subscribe(
    keep('conferences', (rooms) =>
      sorted([...rooms.values()]).map(({ room, users, locked }) => ({
        room,
        locked,
        users: sorted(users).map(({ uniqueid, admin, muted, talking }) => ({ uniqueid, admin, muted, talking })),
      })),
    ),
  )
  asterisk.parked$.subscribe(
    keep('parked', (parked) => sorted(parked.map(({ lot, space, uniqueid }) => [lot, space, uniqueid]))),
  )
  asterisk.endpoint$.subscribe(
    keep('endpoints', (endpoints) =>
      sorted(
        [...endpoints.values()].map(({ name, reachable, state, contacts }) => ({
          name,
          reachable,
          state,
          contacts: sorted(contacts.map(({ uri, status }) => [uri, status])),
        })),
      ),
    ),
  )
  asterisk.call$.subscribe(keep('calls', (calls) => calls.size))
  asterisk.bridge$.subscribe(
    keep('bridges', (bridges) =>
      sorted(
        [...bridges.values()].flatMap(({ members }) =>
          members.length === 0 ? [] : [sorted(members.map(({ uniqueid }) => uniqueid))],
        ),
      ),
    ),
  )
  asterisk.device$.subscribe(
    keep('devices', (devices) => sorted([...devices].map(([name, { _tag }]) => [name, _tag === 'Idle']))),
  )
  for (const queue of QUEUES) asterisk.queueCall(queue).subscribe(() => undefined)
  for (const room of ROOMS) asterisk.conference(room).subscribe(keep(`room ${room}`, O.isSome))
  for (const phone of PHONES)
    asterisk.endpoint(phone).subscribe(keep(`endpoint ${phone}`, ({ reachable }) => reachable))
  asterisk.registration('trunk1').subscribe(keep('trunk', ({ state }) => state))
  asterisk.extensionState('200@internal').subscribe(keep('hint', (state) => state))
  asterisk.stateOf('Custom:lamp').subscribe(keep('lamp', (state) => state))
  asterisk.presence('CustomPresence:2222').subscribe(keep('presence', ({ state, message }) => [state, message]))
  asterisk.agent('1001').subscribe(keep('agent', ({ state }) => state))
  return newest
}

/** Longer than all waits of the client: backoff, repeated lists, clocks of lists that no event tells. */
const SETTLED = 80_000

/** Plays a history, and returns the view of one who saw it all and of one who came in the end. */
const played = async (history: readonly Happening[], seed: number) => {
  const faults: Failure[] = []
  const views: ReadonlyMap<string, unknown>[] = []
  await virtually(seed, ({ at }) => {
    const pbx = simulate({
      queues: {
        support: { members: MEMBERS.slice(0, 2), entries: [] },
        sales: { members: MEMBERS.slice(2), entries: [] },
      },
      endpoints: Object.fromEntries(
        MEMBERS.map((name) => [name, { _tag: 'Answers', after: 100, talk: 2000 } as const]),
      ),
    })
    const open = (transport: typeof pbx.transport): Asterisk => {
      const asterisk = connect({ username: 'admin', password: 'secret', transport, backoff: { min: 50, max: 500 } })
      asterisk.fault$.subscribe((failure) => faults.push(failure))
      return asterisk
    }
    const early = open(shuffling(pbx.transport))
    views.push(viewOf(early))
    let time = 1000
    for (const happening of history) {
      time += happening.after
      at(time, () => {
        happen(pbx, happening)
      })
    }
    at(time + SETTLED, () => {
      const late = open(pbx.transport)
      views.push(viewOf(late))
      at(3000, () => {
        void early.close()
        void late.close()
        void pbx.close()
      })
    })
  })
  return { faults, views }
}

const test = suite('all live models over random histories of a small PBX')

test('say in the end what fresh lists say', async () => {
  const checked = await fc.check(
    fc.asyncProperty(histories(40), fc.nat(), async (history, seed) => {
      const { faults, views } = await played(history, seed)
      const [early, late] = views
      for (const [name, value] of late ?? []) assert.equal(early?.get(name), value, name)
      assert.equal(
        faults.filter(({ _tag }) => !['LinkLost', 'Unreachable'].includes(_tag)),
        [],
      )
    }),
    { numRuns: HISTORIES },
  )
  const { counterexample, errorInstance, seed } = checked
  if (checked.failed) {
    const why = errorInstance instanceof assert.Assertion ? `${errorInstance.message}\n${errorInstance.details}` : ''
    throw new Error(`seed ${seed}\n${JSON.stringify(counterexample)}\n${why}`)
  }
})

test.run()
