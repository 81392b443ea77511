import { map } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError, custom, type Transport, type Wire } from '../../src/index.js'
import {
  politeExcept,
  client,
  nobody,
  noted,
  peer,
  polite,
  refusing,
  said,
  silent,
  story,
  tags,
} from '../support/peer.js'

const test = suite('actions')

const PING = { Action: 'CoreSettings' } as const

test('each subscription sends once, and nothing before it', () => {
  const server = peer(politeExcept({ CoreSettings: refusing('no') }))
  story((at) => {
    const asterisk = client(server.transport)
    const action$ = asterisk.send(PING)
    noted(asterisk.event$)
    at(100, () => assert.equal(server.heard('CoreSettings'), []))
    at(200, () => noted(action$))
    at(300, () => noted(action$))
    at(400, () => asterisk.close())
  })
  assert.equal(
    server.heard('CoreSettings').map(({ at }) => at),
    [200, 300],
  )
})

test('an action that comes before the link waits for it', () => {
  const server = peer(politeExcept({ CoreSettings: refusing('no') }))
  story((at) => {
    const asterisk = client(server.transport)
    const action = noted(asterisk.send(PING))
    at(100, () => {
      assert.equal(tags(action), ['Refused'])
      void asterisk.close()
    })
  })
})

test('answers reach their askers in whatever order they come', () => {
  const waiting: (() => void)[] = []
  const server = peer(
    politeExcept({
      CoreSettings: ({ id, text }, link) => {
        waiting.unshift(() => {
          link.say('Response: Success', `ActionID: ${id}`, `Message: ${/Number: (\d+)/.exec(text)?.[1] ?? ''}`)
        })
        if (waiting.length === 3) for (const answer of waiting) answer()
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const asked = [1, 2, 3].map((Number) => noted(asterisk.send(custom({ ...PING, Number }))))
    at(100, () => {
      const messages = asked.map(({ log }) => {
        const [, what] = log[0] ?? []
        return typeof what === 'object' && what !== null && 'message' in what ? what.message : what
      })
      assert.equal(messages, ['1', '2', '3'])
      void asterisk.close()
    })
  })
})

test('an answer that names none of our actions settles nothing, and is a fault', () => {
  const server = peer(politeExcept({ CoreSettings: silent }))
  story((at) => {
    const asterisk = client(server.transport)
    const faults = noted(asterisk.fault$)
    const action = noted(asterisk.send(PING))
    at(100, () => server.links[0]?.say('Response: Success', 'ActionID: somebody-else'))
    at(101, () => server.links[0]?.say('Response: Success', 'Message: nameless'))
    at(102, () => server.links[0]?.say('Message: neither'))
    at(200, () => {
      assert.equal(action.log, [])
      assert.equal(tags(faults), ['Malformed', 'Malformed', 'Malformed'])
      void asterisk.close()
    })
  })
})

test('a UserEvent that carries our ActionID and a forged Response settles nothing', () => {
  const server = peer(politeExcept({ CoreSettings: silent }))
  story((at) => {
    const asterisk = client(server.transport)
    const action = noted(asterisk.send(PING))
    at(100, () => {
      const id = server.heard('CoreSettings')[0]?.id ?? ''
      server.links[0]?.say('Event: UserEvent', 'UserEvent: x', `ActionID: ${id}`, 'Response: Success')
    })
    at(200, () => {
      assert.equal(action.log, [])
      void asterisk.close()
    })
  })
})

test('a late answer, whose asker has gone, is dropped without a word', () => {
  const server = peer(politeExcept({ CoreSettings: silent }))
  story((at) => {
    const asterisk = client(server.transport, { timeout: 100 })
    const faults = noted(asterisk.fault$)
    noted(asterisk.event$)
    const action = noted(asterisk.send(PING))
    at(500, () => server.links[0]?.say('Response: Success', `ActionID: ${server.heard('CoreSettings')[0]?.id ?? ''}`))
    at(600, () => {
      assert.equal(tags(action), ['TimedOut'])
      assert.equal(faults.log, [])
      void asterisk.close()
    })
  })
})

test('ActionIDs of two links have nothing in common, so that an answer of the old settles none of the new', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    at(100, () => server.links[0]?.end())
    at(1000, () => asterisk.close())
  })
  const [first, second] = server.links.map(({ heard }) => heard[0]?.id.split('-')[0])
  assert.match(first ?? '', /^z[0-9a-f]{16}$/)
  assert.is.not(first, second)
})

test('what is not answered in time is timed out, and the link lives', () => {
  const server = peer(politeExcept({ CoreSettings: silent }))
  story((at) => {
    const asterisk = client(server.transport, { timeout: 2000 })
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    at(100, () => {
      const action = noted(asterisk.send(PING))
      at(2100, () => {
        assert.equal(action.log, [[2100, { _tag: 'TimedOut', action: 'CoreSettings', after: 2000 }]])
        assert.is(tags(status).at(-1), 'Ready')
        void asterisk.close()
      })
    })
  })
})

test('what was sent when the link breaks has an unknown fate, at once, and is not sent again', () => {
  const server = peer(politeExcept({ CoreSettings: silent }))
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    const action = noted(asterisk.send(PING))
    at(100, () => server.links[0]?.fail('ECONNRESET'))
    at(3000, () => {
      const why = 'the link was lost: ECONNRESET'
      assert.equal(action.log, [[100, { _tag: 'FateUnknown', action: 'CoreSettings', why, needs: [] }]])
      assert.is(server.heard('CoreSettings').length, 1)
      void asterisk.close()
    })
  })
})

test('a wire that breaks while an action is being sent settles it once, and no clock runs on', () => {
  const server = peer()
  const broken: Transport = {
    peer: 'broken',
    open: () =>
      server.transport.open().pipe(
        map((wire) => ({
          ...wire,
          send: (text: string) => {
            wire.send(text)
            if (text.includes('Originate')) server.links[0]?.fail('EPIPE')
          },
        })),
      ),
  }
  story((at) => {
    const asterisk = client(broken, { backoff: { min: 100, max: 100 } })
    noted(asterisk.event$)
    at(100, () => {
      const call = noted(asterisk.call('PJSIP/200', '240', 'door'))
      // the next link decides it: two lists lack the channel
      assert.equal(tags(call), [])
      at(1000, () => {
        assert.equal(tags(call), ['FateUnknown'])
        assert.equal(server.heard('Hangup'), [])
        void asterisk.close()
      })
    })
  })
})

test('what was not sent in time was not sent', () => {
  story((at) => {
    const asterisk = client(nobody('refused'), { timeout: 1000 })
    const action = noted(asterisk.send(PING))
    at(2000, () => {
      const why = 'there was no link to Asterisk for 1000 ms'
      assert.equal(action.log, [[1000, { _tag: 'NotSent', action: 'CoreSettings', why }]])
      void asterisk.close()
    })
  })
})

test('who leaves before it was sent keeps it from being sent', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    const action = noted(asterisk.send(PING))
    action.stop()
    at(100, () => asterisk.close())
  })
  assert.equal(server.heard('CoreSettings'), [])
})

test('close settles what waits and what was sent, each in its way', () => {
  const server = peer(politeExcept({ CoreSettings: silent }))
  story((at) => {
    const asterisk = client(server.transport)
    const unsent = noted(asterisk.send(PING))
    void asterisk.close()
    assert.equal(tags(unsent), ['NotSent'])
    const other = client(server.transport)
    const sent = noted(other.send(PING))
    at(100, () => {
      void other.close()
      assert.equal(tags(sent), ['FateUnknown'])
    })
  })
})

test('what must not leave does not, and opens no link', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    const action = noted(asterisk.send(custom({ Action: 'Ping', Evil: 'x\r\nAction: Originate' })))
    assert.equal(tags(action), ['InvalidAction'])
    at(100, () => asterisk.close())
  })
  assert.is(server.links.length, 0)
})

test('pinging a link that polite peers keep says nothing to anybody', () => {
  const server = peer(polite)
  story((at) => {
    const asterisk = client(server.transport)
    const faults = noted(asterisk.fault$)
    const events = noted(asterisk.event$)
    at(60_000, () => {
      assert.equal(said(faults), [])
      assert.equal(said(events), [])
      void asterisk.close()
    })
  })
})

test('an action that waits behind one that breaks the wire goes out on the next link', () => {
  const server = peer(politeExcept({ CoreSettings: refusing('no') }))
  const fragile = (wire: Wire): Wire => ({
    ...wire,
    send: (text) => {
      if (server.links.length === 1 && text.includes('CoreSettings')) {
        throw new AmiError({ _tag: 'LinkLost', why: 'it broke' })
      }
      wire.send(text)
    },
  })
  const transport: Transport = { ...server.transport, open: () => server.transport.open().pipe(map(fragile)) }
  story((at) => {
    const asterisk = client(transport, { backoff: { min: 100, max: 100 } })
    const actions = [noted(asterisk.send(PING)), noted(asterisk.send(PING))]
    at(1000, () => {
      assert.equal(actions.flatMap(tags), ['FateUnknown', 'Refused'])
      void asterisk.close()
    })
  })
})

test.run()
