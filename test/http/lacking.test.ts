/** The rights that are missing, by collection, from the failures of an Asterisk. */
import { of } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect, type Failure } from '../../src/index.js'
import { lacking, lacksJson } from '../../src/http/lacking.js'
import { simulate } from '../../src/testing/index.js'

const test = suite('lacks')

const lacksOf = (...failures: readonly Failure[]) => {
  const asterisk = connect({ username: 'admin', password: 'secret', transport: simulate().transport })
  const { lacks } = lacking({ ...asterisk, fault$: of(...failures) })
  void asterisk.close()
  return lacksJson([...lacks.values()])
}

test('a list that is refused needs a right to write, as manager.conf has it', () => {
  const refused: Failure = {
    _tag: 'Refused',
    action: 'ConfbridgeListRooms',
    message: 'Permission denied',
    needs: ['reporting'],
  }
  assert.equal(lacksOf(refused), [{ stream: 'rooms', read: ['reporting'], grant: 'write=reporting' }])
})

test('events that are left out need a right to read, and name the collection', () => {
  const masked: Failure = { _tag: 'Masked', stream: 'queue$', needs: 'agent' }
  assert.equal(lacksOf(masked), [{ stream: 'queues', read: ['agent'], grant: 'read=agent' }])
})

test('events that a gateway does not publish are no right of a login', () => {
  assert.equal(lacksOf({ _tag: 'Masked', stream: 'queue$', needs: 'queues', server: 'berlin' }), [])
})

test('another failure, and a refusal for another reason, is no lack', () => {
  const other: Failure = { _tag: 'Refused', action: 'Park', message: 'no', needs: ['call'] }
  const busy: Failure = { _tag: 'Refused', action: 'Status', message: 'no', needs: [] }
  assert.equal(lacksOf(other, busy, { _tag: 'LinkLost', why: 'closed' }), [])
})

test.run()
