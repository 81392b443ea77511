/** Stories 35–40: lists and order. Each story is a bug of another client; a comment has its source. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as O from 'fp-ts/lib/Option.js'
import { from, last, type Observable } from 'rxjs'
import { type Asterisk, type DeviceState, frame, Frame, streams } from '../../src/index.js'
import { frames } from '../../src/testing/index.js'
import { politeExcept, client, type Manner, noted, peer, said, story, tags } from '../support/peer.js'
import { keepOpen, staged } from './stage.js'

const test = suite('stories: lists and order')

const start = (id: string): readonly string[] => ['Response: Success', `ActionID: ${id}`, 'EventList: start']
const complete = (id: string): readonly string[] => [
  'Event: QueueStatusComplete',
  `ActionID: ${id}`,
  'EventList: Complete',
]
const item = (id: string, number: number): readonly string[] => [
  'Event: QueueMember',
  `ActionID: ${id}`,
  `N: ${number}`,
]

/** The numbers of items, and whatever else was said as it is. */
const numbers = (items: readonly unknown[]): readonly unknown[] =>
  items.map((each) =>
    typeof each === 'object' && each !== null && 'frame' in each && each.frame instanceof Frame
      ? Number(each.frame.get('N'))
      : each,
  )

/** Asks a hand-played server for a list, and gives what came within a virtual minute. */
const asked = (manner: Manner, also: (asterisk: Asterisk) => Observable<unknown> = ({ event$ }) => event$) => {
  const server = peer(politeExcept({ QueueStatus: manner }))
  let items: readonly unknown[] = []
  let other: readonly unknown[] = []
  story((at) => {
    const asterisk = client(server.transport, { timeout: 1000 })
    const beside = noted(also(asterisk))
    const list = noted(asterisk.list({ Action: 'QueueStatus' }))
    at(60_000, () => {
      items = numbers(said(list))
      other = said(beside)
      void asterisk.close()
    })
  })
  return { items, other }
}

// Story: a list that resolves without its items (pipobscure#20, python-ami#26, ruby_ami#8, pyst2#33)
test('story 35: lists of none, one, three and five thousand items are whole', () => {
  for (const count of [0, 1, 3, 5000]) {
    const all = Array.from({ length: count }, (_, index) => index)
    const { items, other } = asked(({ id }, link) => {
      link.say(...start(id))
      all.forEach((number) => {
        link.say(...item(id, number))
      })
      link.say(...complete(id))
    })
    assert.equal(items, [...all, 'end'])
    assert.equal(other, [], 'an item is no live event')
  }
})

// Story: two lists between live events (measured)
test('story 36: each list gets its own items, and events stay events', () => {
  const ids: string[] = []
  const server = peer(
    politeExcept({
      QueueStatus: ({ id }, link) => {
        ids.push(id)
        const [a = '', b = ''] = ids
        if (ids.length < 2) return
        link.say(...start(a))
        link.say(...item(a, 1))
        link.say(...start(b))
        link.say(...item(b, 11))
        link.say('Event: QueueMember', 'Privilege: agent,all', 'N: 99')
        link.say(...item(a, 2))
        link.say(...complete(b))
        link.say(...item(a, 3))
        link.say(...complete(a))
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const live = noted(asterisk.event('QueueMember'))
    const lists = [1, 2].map(() => noted(asterisk.list({ Action: 'QueueStatus' })))
    at(100, () => {
      assert.equal(
        lists.map((list) => numbers(said(list))),
        [
          [1, 2, 3, 'end'],
          [11, 'end'],
        ],
      )
      assert.equal(numbers(said(live)), [99])
      void asterisk.close()
    })
  })
})

// Story: a slow list, and a list that is cut in the middle (panoramisk#86)
test('story 37: each item extends the wait, and a cut list gives its items and then the error', () => {
  const server = peer(
    politeExcept({
      QueueStatus: ({ id }, link) => {
        link.say(...start(id))
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport, { timeout: 100 })
    const [slow, cut] = [1, 2].map(() => noted(asterisk.list({ Action: 'QueueStatus' })))
    const say = (which: number, lines: (id: string) => readonly string[]): void =>
      server.links[0]?.say(...lines(server.heard('QueueStatus')[which]?.id ?? ''))
    // the second list gets its two items while it is patient, then nothing but the end of the link
    for (const number of [1, 2, 3, 4])
      at(number * 90, () => {
        say(0, (id) => item(id, number))
        if (number < 3) say(1, (id) => item(id, number))
      })
    at(440, () => {
      say(0, complete)
    })
    at(1000, () => {
      assert.equal(numbers(said(slow ?? { log: [] })), [1, 2, 3, 4, 'end'])
      assert.equal(numbers(said(cut ?? { log: [] })).slice(0, 2), [1, 2])
      assert.equal(tags(cut ?? { log: [] }), ['TimedOut'])
      const broken = noted(asterisk.list({ Action: 'QueueStatus' }))
      at(50, () => say(2, (id) => item(id, 1)))
      at(60, () => server.links[0]?.fail('ECONNRESET'))
      at(70, () => {
        assert.is(broken.log.length, 2)
        assert.equal(tags(broken), ['FateUnknown'])
        void asterisk.close()
      })
    })
  })
})

// Story: a list that Asterisk cancels (`EventList: cancelled`)
test('story 38: it gives its items, then a typed error', () => {
  const { items } = asked(({ id }, link) => {
    link.say(...start(id))
    link.say(...item(id, 1))
    link.say('Event: QueueStatusComplete', `ActionID: ${id}`, 'EventList: cancelled')
  })
  assert.equal(items, [1, { _tag: 'Refused', action: 'QueueStatus', message: 'the list was cancelled', needs: [] }])
})

// Story: DBGet, with its value in an event and an Error for a missing value (Nami#1, starpy#15, py-asterisk PR #16)
test('story 39: the result is a value or none, and DBGetComplete is no live event', () => {
  staged(
    ({ asterisk, at }) => {
      const events = keepOpen(asterisk)
      const reads = ['dnd/office', 'dnd/empty', 'dnd/missing'].map((path) => noted(asterisk.dbRead(path)))
      at(100, () => {
        assert.equal(reads.map(said), [
          [O.some('1'), 'end'],
          [O.some(''), 'end'],
          [O.none, 'end'],
        ])
        assert.equal(events.log.length, 1) // FullyBooted of the login
      })
    },
    {},
    { database: { 'dnd/office': '1', 'dnd/empty': '' } },
  )
})

const permutations = <A>(all: readonly A[]): readonly (readonly A[])[] =>
  all.length < 2
    ? [all]
    : all.flatMap((each, index) => permutations(all.filter((_, at) => at !== index)).map((rest) => [each, ...rest]))

const CHANNEL = 'PJSIP/2222-00000001'
const BEGUN = frames.newchannel(CHANNEL)
const ORIGINATED: readonly Frame[] = [
  frames.newstate(CHANNEL, 'Ringing'),
  frame('Event: OriginateResponse', 'Response: Success', `Channel: ${CHANNEL}`, 'Reason: 4', `Uniqueid: ${CHANNEL}`),
  frames.newstate(CHANNEL, 'Up'),
]

// Story: events out of order (asterisk-java#145: OriginateResponse before Newstate Up; wazo-amid reverses each read, measured)
test('story 40: the final state is the same in any order, and the wire order is kept', () => {
  const finals = (ended: boolean) =>
    permutations(ORIGINATED).map((order) => {
      const states: DeviceState[] = []
      streams(from([BEGUN, ...order, ...(ended ? [frames.hangup(CHANNEL)] : [])]))
        .deviceState('2222')
        .pipe(last())
        .subscribe((state) => void states.push(state))
      return states[0]?.channels.length
    })
  assert.equal(finals(false), [1, 1, 1, 1, 1, 1])
  assert.equal(finals(true), [0, 0, 0, 0, 0, 0])
  staged(({ asterisk, pbx, at }) => {
    const order: unknown[] = []
    asterisk.userEvent('N').subscribe(({ value }) => void order.push(O.toUndefined(value)))
    const bytes = Array.from({ length: 10 }, (_, n) => `Event: UserEvent\r\nUserEvent: N\r\nValue: ${n}\r\n\r\n`)
    at(100, () => pbx.faults.garble(bytes.join('')))
    at(200, () => assert.equal(order, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']))
  })
})

test.run()
