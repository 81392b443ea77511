/** Stories 15–26: actions. Each story is a bug of another client; a comment has its source. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Action, type Asterisk, attempt, custom } from '../../src/index.js'
import { politeExcept, client, noted, peer, refusing, said, silent, story, tags } from '../support/peer.js'
import { keepOpen, staged, statusTags } from './stage.js'
import type { Simulation } from '../../src/testing/index.js'

const test = suite('stories: actions')

const heard = (pbx: Simulation, action: string) => pbx.actions().filter((each) => each.action === action)

const messageOf = (response: unknown): unknown =>
  typeof response === 'object' && response !== null && 'message' in response ? response.message : response

// Story: an action without an answer that hangs (Nami#1, panoramisk#54, PAMI#174 #199, measured in 4 of 5)
test('story 15: the action times out, and nothing is pending', () => {
  staged(({ asterisk, pbx, at }) => {
    keepOpen(asterisk)
    at(100, () => {
      pbx.faults.mute('MailboxCount')
      const count = noted(asterisk.mailboxCount('2222'))
      assert.is(asterisk.metrics().pending, 1)
      at(10_000, () => {
        assert.equal(said(count), [{ _tag: 'TimedOut', action: 'MailboxCount', after: 10_000 }])
        assert.is(asterisk.metrics().pending, 0)
      })
    })
  })
})

// Story: an action in a breaking link that hangs, or places a second call (panoramisk, measured)
test('story 16: the next link decides it, and one Originate arrived', () => {
  staged(({ asterisk, pbx, at }) => {
    keepOpen(asterisk)
    at(100, () => {
      pbx.faults.mute('Originate')
      const call = noted(asterisk.call('PJSIP/2222', '100', 'internal'))
      at(10, () => {
        pbx.faults.drop('reset')
        assert.equal(said(call), [])
        pbx.faults.mute()
        at(50_000, () => {
          assert.match(JSON.stringify(said(call)), '"reason":"noAnswer"')
        })
      })
    })
    at(60_000, () => assert.is(heard(pbx, 'Originate').length, 1))
  })
})

// Story: actions of one millisecond that share an ActionID (asterisk-ami-client, measured)
test('story 17: a thousand actions in one tick each get their own answer, in any order', () => {
  const waiting: (() => void)[] = []
  const server = peer(
    politeExcept({
      CoreSettings: ({ id, text }, link) => {
        waiting.push(() => {
          link.say('Response: Success', `ActionID: ${id}`, `Message: ${/Number: (\d+)/.exec(text)?.[1] ?? ''}`)
        })
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const asked = Array.from({ length: 1000 }, (_, Number) =>
      noted(asterisk.send(custom({ Action: 'CoreSettings', Number }))),
    )
    at(100, () => {
      // 7 and 1000 have no common divisor: every answer once, far from its place
      waiting.forEach((_, index) => waiting[(index * 7) % 1000]?.())
      asked.forEach((each, index) => assert.is(messageOf(said(each)[0]), String(index)))
      void asterisk.close()
    })
  })
})

// Story: the next message that is taken for the answer (goami#14 #1)
test('story 18: events and answers of others are not the answer', () => {
  const server = peer(
    politeExcept({
      CoreSettings: ({ id }, link) => {
        link.say('Event: UserEvent', 'UserEvent: x', 'ActionID: 1', 'Response: Success')
        link.say('Response: Success', 'ActionID: 1', 'Message: for somebody else')
        link.say('Response: Success', `ActionID: ${id}`, 'Message: for you')
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const action = noted(asterisk.send({ Action: 'CoreSettings' }))
    at(100, () => {
      assert.is(messageOf(said(action)[0]), 'for you')
      void asterisk.close()
    })
  })
})

// Story: an answer without an ActionID (reactphp-ami#42)
test('story 19: it is a fault, settles nothing, and the pending action times out', () => {
  const server = peer(
    politeExcept({
      CoreSettings: (_, link) => {
        link.say('Response: Error', 'Message: Failed to parse message: line too long')
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport, { timeout: 1000 })
    const faults = noted(asterisk.fault$)
    const action = noted(asterisk.send({ Action: 'CoreSettings' }))
    at(500, () => assert.equal(action.log, []))
    at(2000, () => {
      assert.equal(tags(faults), ['Malformed'])
      assert.equal(tags(action), ['TimedOut'])
      void asterisk.close()
    })
  })
})

// Story: a late answer that is given to the next action
test('story 20: it is dropped silently, and the next action gets its own answer', () => {
  staged(
    ({ asterisk, pbx, at }) => {
      const faults = noted(asterisk.fault$)
      keepOpen(asterisk)
      at(1000, () => {
        pbx.faults.answerLate(1500)
        const late = noted(asterisk.dbRead('dnd/office'))
        at(1001, () => {
          assert.equal(tags(late), ['TimedOut'])
          pbx.faults.answerLate(0)
          const next = noted(asterisk.mailboxCount('2222'))
          at(900, () => assert.equal(said(next), [[3, 1], 'end']))
        })
      })
      at(10_000, () => {
        assert.is(asterisk.metrics().pending, 0)
        assert.equal(faults.log, [])
      })
    },
    { timeout: 1000 },
    { database: { 'dnd/office': '1' }, mailboxes: { '2222@default': { old: 3, new: 1, urgent: 0 } } },
  )
})

// Story: an action sent inside an event handler that loses events (PAMI#79)
test('story 21: in a burst nothing is lost, and the order is kept', () => {
  staged(({ asterisk, pbx, at }) => {
    const written: unknown[] = []
    const seen: string[] = []
    asterisk.userEvent('Burst').subscribe(({ headers }) => {
      const [, value = ''] = headers[0] ?? []
      seen.push(value)
      asterisk.dbWrite(`burst/${value}`, value).subscribe((done) => void written.push(done))
    })
    const wanted = Array.from({ length: 300 }, (_, index) => String(index))
    at(1000, () => {
      wanted.forEach((Number) => {
        pbx.userEvent('Burst', { Number })
      })
    })
    at(2000, () => {
      assert.equal(seen, wanted)
      assert.is(written.length, 300)
      assert.is(pbx.database().size, 300)
    })
  })
})

// Story: a refusal that looks like silence (Permission denied, a blacklisted Command, a forbidden application)
test('story 22: each is Refused, names the right that would help, and the link stays', () => {
  const refusals = [
    ['DBGet', 'Permission denied', ['system', 'reporting']],
    ['Command', 'Command blacklisted', []],
    ['Originate', 'Originate Access Forbidden: app or data blacklisted', ['system']],
  ] as const
  const server = peer(
    politeExcept(Object.fromEntries(refusals.map(([action, message]) => [action, refusing(message)]))),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const status = statusTags(asterisk)
    const told = [
      asterisk.dbRead('dnd/office'),
      asterisk.command('core stop now'),
      asterisk.send({ Action: 'Originate', Channel: 'PJSIP/200', Application: 'System', Data: 'id', Async: true }),
    ].map(noted)
    at(1000, () => {
      told.forEach((each, index) => {
        const [action, message, needs] = refusals[index] ?? []
        assert.equal(said(each), [{ _tag: 'Refused', action, message, needs }])
      })
      assert.is(status.tags().at(-1), 'Ready')
      void asterisk.close()
    })
  })
})

// Story: a line over 1,024 bytes, or more than 128 headers, which Asterisk drops (pipobscure PR #48, amiws#10)
test('story 23: it is refused before sending, and each variable has a header of its own', () => {
  staged(({ asterisk, pbx, at }) => {
    const long = noted(asterisk.dbWrite('a/b', 'x'.repeat(1018)))
    const many = noted(asterisk.send(custom({ Action: 'Ping', X: Array.from({ length: 127 }, () => 'y') })))
    assert.equal([...tags(long), ...tags(many)], ['InvalidAction', 'InvalidAction'])
    const fits = noted(asterisk.dbWrite('a/b', 'x'.repeat(1017)))
    const variables = { ONE: 'a,b', TWO: 'c' }
    noted(asterisk.call('PJSIP/200', '100', 'internal', { variables }))
    at(1000, () => {
      assert.equal(said(fits), [undefined, 'end'])
      assert.is(pbx.database().get('a/b')?.length, 1017)
      assert.equal(
        heard(pbx, 'Originate')[0]?.headers.flatMap(([name, value]) => (name === 'Variable' ? [value] : [])),
        ['ONE="a,b"', 'TWO="c"'],
      )
    })
  })
})

// Story: CR and LF in a value that add headers and actions, and NUL that cuts it (measured in 5 of 5)
test('story 24: it is refused, nothing is sent, and the link still works', () => {
  staged(({ asterisk, pbx, at }) => {
    keepOpen(asterisk)
    at(100, () => {
      const before = pbx.actions().length
      for (const evil of ['x\r\nAction: Originate', 'x\nVariable: y', 'x\ry', 'x\0y']) {
        for (const ask of sayings(asterisk, evil)) assert.equal(tags(noted(ask)), ['InvalidAction'])
      }
      assert.is(pbx.actions().length, before)
      const ping = noted(asterisk.send({ Action: 'Ping' }))
      at(10, () => assert.is(ping.log.length, 2))
    })
  })
})

/** Every way in which a text of a caller can reach Asterisk. */
const sayings = (asterisk: Asterisk, text: string) => [
  asterisk.call(`PJSIP/${text}`, '100', 'internal'),
  asterisk.call('PJSIP/200', text, 'internal'),
  asterisk.call('PJSIP/200', '100', text),
  asterisk.call('PJSIP/200', '100', 'internal', text),
  asterisk.call('PJSIP/200', '100', 'internal', { callerId: { name: text, number: '30' } }),
  asterisk.call('PJSIP/200', '100', 'internal', { callerId: { number: text } }),
  asterisk.call('PJSIP/200', '100', 'internal', { account: text }),
  asterisk.call('PJSIP/200', '100', 'internal', { variables: { NAME: text } }),
  asterisk.call('PJSIP/200', '100', 'internal', { variables: { [text]: 'value' } }),
  asterisk.hangup(text),
  asterisk.dbRead(`dnd/${text}`),
  asterisk.dbRead(`${text}/office`),
  asterisk.dbWrite('dnd/office', text),
  asterisk.dbWrite(`dnd/${text}`, '1'),
  asterisk.dbDelete(`dnd/${text}`),
  asterisk.dbTree(text),
  asterisk.dbDeleteTree(text),
  asterisk.mailboxCount(text),
  asterisk.mailboxCount('2222', text),
  asterisk.sendUserEvent(text),
  asterisk.sendUserEvent('Door', { Value: text }),
  asterisk.sendUserEvent('Door', { [text]: 'value' }),
  asterisk.sendUserEvent('Door', { Value: ['fine', text] }),
  asterisk.command(text),
  asterisk.send(custom({ Action: text })),
  asterisk.send(custom({ Action: 'Ping', [text]: 'value' })),
  asterisk.list({ Action: 'QueueStatus', Queue: text }),
]

// Story: a Hangup of `/.*/` that ends all calls (manager.c)
test('story 25: it is refused as a plain action, and no device name is a pattern', () => {
  staged(({ asterisk, pbx, at }) => {
    keepOpen(asterisk)
    at(100, () => pbx.dial('PJSIP/2222', '100'))
    at(1000, () => {
      const everybody: Action = { Action: 'Hangup', Channel: '/.*/' }
      assert.equal(tags(noted(asterisk.send(custom(everybody)))), ['InvalidAction'])
      assert.equal(tags(noted(asterisk.hangup('/.*/'))), ['InvalidAction'])
      const patterns = ['.*', '222.', '[0-9]+', '2222|200', '(2222)', '^2222', '2222$', '\\d+'].map((name) =>
        noted(asterisk.hangup(name).pipe(attempt())),
      )
      at(1000, () => {
        patterns.forEach((each) => assert.equal(said(each), [{ _tag: 'Right', right: [] }, 'end']))
        assert.is(pbx.channels().length, 1)
      })
    })
  })
})

// Story: an ActionID that is sent twice, of which the second is ignored (Nami#24)
test('story 26: each action has exactly one, and none from the user of the library', () => {
  const server = peer(politeExcept({ CoreSettings: silent }))
  story((at) => {
    const asterisk = client(server.transport)
    for (const name of ['ActionID', 'actionid', 'ActionId']) {
      assert.equal(tags(noted(asterisk.send(custom({ Action: 'CoreSettings', [name]: 'mine' })))), ['InvalidAction'])
    }
    noted(asterisk.send(custom({ Action: 'CoreSettings', Other: 'x' })))
    noted(asterisk.channel$)
    noted(asterisk.call('PJSIP/200', '100', 'internal'))
    at(1000, () => {
      const sent = server.links.flatMap((link) => link.heard.map(({ text }) => text))
      assert.ok(sent.length > 4)
      sent.forEach((text) => assert.is(text.match(/^actionid:/gim)?.length, 1))
      assert.is(new Set(sent.map((text) => /^ActionID: (.*)$/m.exec(text)?.[1])).size, sent.length)
      void asterisk.close()
    })
  })
})

test.run()
