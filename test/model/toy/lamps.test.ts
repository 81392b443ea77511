/** One file and one row get routing, resynchronisation, Gap, Ready.reading, Masked, requirements and the table of rights for nothing. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connectionFor } from '../../../src/connection/connection.js'
import { warnIfMasked } from '../../../src/connection/eventMask.js'
import { memberNeeds, requirementsFrom } from '../../../src/functions/requirements.js'
import type { Failure } from '../../../src/index.js'
import { NO_PARENT } from '../../../src/model/neighbours.js'
import { readingNeeds } from '../../../src/model/needs.js'
import { RESYNCABLE, ROWS } from '../../../src/model/rows.js'
import { settings } from '../../../src/options.js'
import { streamsIn } from '../../../src/streams/streams.js'
import { rightsTable } from '../../docs/rights.js'
import {
  type Manner,
  noted,
  peer,
  type Peer,
  politeExcept,
  refusing,
  said,
  statusOf,
  story,
} from '../../support/peer.js'
import { LAMPS } from './lamps.js'

const ALL = [...ROWS, LAMPS]

const listing =
  (...lamps: readonly string[]): Manner =>
  ({ id }, link) => {
    link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
    for (const lamp of lamps) link.say('Event: LampItem', `ActionID: ${id}`, `Lamp: ${lamp}`, 'State: on')
    link.say('Event: LampsComplete', `ActionID: ${id}`, 'EventList: Complete')
  }

/** A house with lamps: the streams of a connection, and the model of the toy row. */
const house = (server: Peer, events: 'on' | readonly ['user'] = 'on') => {
  const chosen = settings({
    username: 'x',
    password: 'y',
    transport: server.transport,
    events,
    backoff: { min: 100, max: 100 },
  })
  if (E.isLeft(chosen)) throw new TypeError(chosen.left)
  const connection = connectionFor(chosen.right, server.transport, [...RESYNCABLE, LAMPS.name])
  const { models } = streamsIn({ asker: connection.asker }, connection.acceptedFrame$, { start: 'snapshot' })
  return { connection, lamps: models.add(LAMPS, NO_PARENT) }
}

const test = suite('a toy model')

test('is listed at each link, follows its events, and is right after an outage', () => {
  let lamps = ['hall', 'door']
  const server = peer(politeExcept({ ShowLamps: (action, link) => listing(...lamps)(action, link) }))
  story((at) => {
    const { connection, lamps: live } = house(server)
    const [hall, cellar] = [noted(live.at('hall')), noted(live.at('cellar'))]
    const sizes: number[] = []
    live.all$.subscribe((all) => sizes.push(all.size))
    at(500, () => server.links[0]?.say('Event: Alarm', 'Lamp: hall', 'State: off'))
    at(1000, () => {
      lamps = ['cellar']
      server.links[0]?.end()
    })
    at(2000, () => {
      assert.equal(said(hall).slice(0, 2), [true, false])
      assert.equal(said(cellar), [true])
      assert.equal(sizes.at(-1), 1)
      assert.is(server.heard('ShowLamps').length, 2)
      void connection.close()
    })
  })
})

test('is in Gap and in Ready.reading', () => {
  const server = peer(politeExcept({ ShowLamps: listing('hall') }))
  story((at) => {
    const { connection, lamps } = house(server)
    const status = noted(connection.status$)
    noted(lamps.all$)
    at(1000, () => server.links[0]?.end())
    at(2000, () => {
      const ready = statusOf(status, 'Ready')
      assert.equal(
        ready.map(({ reading }) => reading),
        [['lamps'], [], ['lamps'], []],
      )
      const gap = ready.at(-1)?.gap
      assert.equal(gap !== undefined && O.isSome(gap) && gap.value.resynchronised, ['lamps'])
      void connection.close()
    })
  })
})

test('that may not be listed is unknown after an outage, and one fault names the right', () => {
  const server = peer(politeExcept({ ShowLamps: refusing('Permission denied') }))
  story((at) => {
    const { connection, lamps } = house(server)
    const [status, faults] = [noted(connection.status$), noted(connection.fault$)]
    noted(lamps.all$)
    at(1000, () => server.links[0]?.end())
    at(2000, () => {
      const gap = statusOf(status, 'Ready').at(-1)?.gap
      assert.equal(gap !== undefined && O.isSome(gap) && gap.value.unknown.at(-1), 'lamps')
      assert.equal(said(faults), [{ _tag: 'Refused', action: 'ShowLamps', message: 'Permission denied', needs: [] }])
      void connection.close()
    })
  })
})

test('is Masked where the mask drops the class of its events', () => {
  const faults: Failure[] = []
  const warn = warnIfMasked(['user'], (failure) => faults.push(failure), readingNeeds(ALL))
  warn('lamp')
  warn('lamp')
  assert.equal(faults, [{ _tag: 'Masked', stream: 'lamp', needs: 'system' }])
})

test('is in requirements and in the table of rights', () => {
  assert.equal(requirementsFrom(memberNeeds(ALL), ['lamp'], '22.10.1').read, ['system'])
  assert.ok(rightsTable(ALL).some((line) => line.startsWith('| `lamp`') && line.includes('`system`')))
  assert.not.ok(rightsTable().some((line) => line.includes('`lamp`')))
})

test.run()
