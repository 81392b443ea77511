/** The laws of rows: each is written once, and holds for every row. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect, type Member, requirements } from '../../src/index.js'
import type { RowNeeds } from '../../src/model/model.js'
import { ROWS } from '../../src/model/rows.js'
import { markOf, numberedId, prefixFrom, snapshotMark } from '../../src/protocol/actionId.js'
import { ACTION_TABLE } from '../../src/protocol/catalog/actionTable.js'
import { isEventName } from '../../src/protocol/typedEvent.js'
import { simulate } from '../../src/testing/index.js'
import { noted, said, story } from '../support/peer.js'

const laws = suite('the laws of rows')

const ALL: readonly RowNeeds[] = ROWS
const KEYS = [undefined, '2222', '2222@default', 'a key with blanks', 'x'.repeat(100), 'Käse', 'support-eu']
const PREFIX = prefixFrom('0123456789abcdef')

laws('the names of all questions differ, and so do the ends of their lists', () => {
  // rows may share a question: its answer reaches all of them
  const questions = [...new Set(ALL.flatMap((row) => row.questions))]
  const ends = questions.flatMap(({ end }) => end ?? [])
  assert.is(new Set(questions.map(({ name }) => name)).size, questions.length)
  assert.is(new Set(ends).size, ends.length)
})

laws('a parent stands before its rows', () => {
  ALL.forEach(({ parent }, index) => {
    assert.ok(parent === undefined || ALL.indexOf(parent) < index)
  })
})

for (const { name, questions, events = [], helped = [] } of ALL) {
  laws(`${name}: its events, actions, items and ends stand in the catalog`, () => {
    for (const event of [...events, ...helped]) assert.ok(isEventName(event), event)
    for (const { action, items = [], end } of questions) {
      assert.ok(Object.hasOwn(ACTION_TABLE, action), action)
      for (const event of end === undefined ? items : [...items, end]) assert.ok(isEventName(event), event)
    }
  })

  laws(`${name}: every mark of it fits into 64 bytes, and is read back`, () => {
    for (const question of questions) {
      for (const key of KEYS) {
        const id = numberedId(PREFIX, 99_999_999, snapshotMark(question.name, key))
        const mark = markOf(id)
        assert.ok(Buffer.byteLength(id) <= 64, id)
        assert.not.match(question.name, '-')
        if (mark?._tag !== 'Snapshot') throw new Error(`${id} is read as no snapshot`)
        assert.equal([mark.question, mark.key === undefined], [question.name, key === undefined])
      }
    }
  })
}

/** A subscription to each member that a row serves. */
const WATCH: Readonly<
  Record<(typeof ROWS)[number]['members'][number], (asterisk: ReturnType<typeof connect>) => void>
> = {
  channel$: ({ channel$ }) => void noted(channel$),
  channelChange$: ({ channelChange$ }) => void noted(channelChange$),
  call$: ({ call$ }) => void noted(call$),
  callChange$: ({ callChange$ }) => void noted(callChange$),
  callOf: ({ callOf }) => void noted(callOf('2222')),
  bridge$: ({ bridge$ }) => void noted(bridge$),
  device: ({ device }) => void noted(device('2222')),
  deviceState: ({ deviceState }) => void noted(deviceState('2222')),
  device$: ({ device$ }) => void noted(device$),
  mailbox: ({ mailbox }) => void noted(mailbox('2222')),
  queue: ({ queue }) => void noted(queue('support')),
  queue$: ({ queue$ }) => void noted(queue$),
  queueCall: ({ queueCall }) => void noted(queueCall('support')),
  conference: ({ conference }) => void noted(conference('100')),
  conference$: ({ conference$ }) => void noted(conference$),
  parked$: ({ parked$ }) => void noted(parked$),
  endpoint: ({ endpoint }) => void noted(endpoint('2222')),
  endpoint$: ({ endpoint$ }) => void noted(endpoint$),
  registration: ({ registration }) => void noted(registration('trunk1')),
  extensionState: ({ extensionState }) => void noted(extensionState('200@internal')),
  stateOf: ({ stateOf }) => void noted(stateOf('Custom:lamp')),
  presence: ({ presence }) => void noted(presence('CustomPresence:2222')),
  agent: ({ agent }) => void noted(agent('1001')),
}

for (const member of ROWS.flatMap((row): readonly (keyof typeof WATCH)[] => row.members)) {
  laws(`${member}: a login with exactly the rights of its requirements is refused nothing`, () => {
    const needed: Member = member
    const { read, write } = requirements([needed])
    const { transport } = simulate({
      users: { house: { secret: 'secret', read: read.join(','), write: write.join(',') } },
      endpoints: { 'PJSIP/2222': { _tag: 'Rings' } },
      mailboxes: { '2222@default': { old: 0, new: 1, urgent: 0 } },
    })
    story((at) => {
      const asterisk = connect({ username: 'house', password: 'secret', transport })
      const faults = noted(asterisk.fault$)
      WATCH[member](asterisk)
      at(3000, () => {
        const status = asterisk.status()
        assert.equal(said(faults), [])
        assert.equal(status._tag === 'Ready' && status.reading, [])
        void asterisk.close()
      })
    })
  })
}

laws.run()
