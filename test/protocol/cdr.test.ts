import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { callRecord, frame } from '../../src/index.js'

const test = suite('call records')

test('every field of a call record has its header', () => {
  const record = callRecord(
    frame(
      'Event: Cdr',
      'Source: 030123456',
      'Destination: 2222',
      'CallerID: "Bob" <030123456>',
      'Channel: PJSIP/trunk-00000001',
      'StartTime: 2026-11-25 03:00:00',
      'Duration: 12',
      'BillableSeconds: 7',
      'UniqueID: 1.1',
    ),
  )
  assert.equal(record, {
    uniqueid: '1.1',
    channel: 'PJSIP/trunk-00000001',
    source: O.some('030123456'),
    name: O.some('Bob'),
    destination: '2222',
    start: '2026-11-25 03:00:00',
    billable: 7,
  })
})

test('a call record without headers is empty', () => {
  assert.equal(callRecord(frame('Event: Cdr')), {
    uniqueid: '',
    channel: '',
    source: O.none,
    name: O.none,
    destination: '',
    start: '',
    billable: 0,
  })
})

test.run()
