/** Reachability and states on a link: the questions and their order, and the truth after a link was lost. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { client, type Manner, noted, peer, politeExcept, refusing, said, story } from '../support/peer.js'

const test = suite('reachability on a link')

const BACKOFF = { backoff: { min: 100, max: 100 } }

/** A list of items, each of some lines. */
const listing =
  (end: string, ...items: readonly (readonly string[])[]): Manner =>
  ({ id }, link) => {
    link.say('Response: Success', `ActionID: ${id}`, 'EventList: start', 'Message: a list will follow')
    for (const [event = '', ...lines] of items) link.say(event, `ActionID: ${id}`, ...lines)
    link.say(`Event: ${end}`, `ActionID: ${id}`, 'EventList: Complete', `ListItems: ${items.length}`)
  }

const endpoints = (...states: readonly (readonly [name: string, state: string])[]): Manner =>
  listing(
    'EndpointListComplete',
    ...states.map(([name, state]) => [
      'Event: EndpointList',
      `ObjectName: ${name}`,
      `Aor: ${name}`,
      'Contacts: ',
      `DeviceState: ${state}`,
    ]),
  )
const contacts = (...states: readonly (readonly [name: string, status: string])[]): Manner =>
  states.length === 0
    ? refusing('No Contacts found')
    : listing(
        'ContactListComplete',
        ...states.map(([name, status]) => [
          'Event: ContactList',
          `ObjectName: ${name};@1`,
          `Uri: sip:${name}`,
          `Status: ${status}`,
          'RoundtripUsec: N/A',
        ]),
      )

test('both lists are read at once, the smaller one first, and after a lost link the truth is back', () => {
  let manners: Readonly<Record<string, Manner>> = {
    PJSIPShowContacts: contacts(['30', 'Reachable']),
    PJSIPShowEndpoints: endpoints(['30', 'Not in use'], ['31', 'Unavailable']),
  }
  const now =
    (action: string): Manner =>
    (heard, link) => {
      manners[action]?.(heard, link)
    }
  const server = peer(
    politeExcept({ PJSIPShowContacts: now('PJSIPShowContacts'), PJSIPShowEndpoints: now('PJSIPShowEndpoints') }),
  )
  story((at) => {
    const asterisk = client(server.transport, BACKOFF)
    const seen: string[] = []
    asterisk.endpoint('30').subscribe(({ reachable, state }) => seen.push(`30 ${reachable} ${state}`))
    asterisk.endpoint('31').subscribe(({ reachable, state }) => seen.push(`31 ${reachable} ${state}`))
    at(500, () => {
      assert.equal(seen, ['30 yes NOT_INUSE', '31 no UNAVAILABLE'])
      manners = {
        PJSIPShowContacts: contacts(['31', 'Reachable']),
        PJSIPShowEndpoints: endpoints(['30', 'Unavailable'], ['31', 'Not in use']),
      }
      server.links[0]?.end()
    })
    at(550, () => {
      assert.is(seen.length, 2)
    })
    at(2000, () => {
      assert.equal(seen.slice(-2).sort(), ['30 no UNAVAILABLE', '31 yes NOT_INUSE'])
      assert.equal(
        server.links.map(({ heard }) => heard.flatMap(({ action }) => (action.startsWith('PJSIP') ? [action] : []))),
        [
          ['PJSIPShowContacts', 'PJSIPShowEndpoints'],
          ['PJSIPShowContacts', 'PJSIPShowEndpoints'],
        ],
      )
      void asterisk.close()
    })
  })
})

test('a reload is read again, once a second at most', () => {
  const server = peer(
    politeExcept({ PJSIPShowContacts: contacts(), PJSIPShowEndpoints: endpoints(['30', 'Not in use']) }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.endpoint$)
    for (const ms of [100, 200, 300]) {
      at(ms, () => server.links[0]?.say('Event: Reload', 'Module: res_pjsip.so', 'Status: 0'))
    }
    at(5000, () => {
      assert.is(server.heard('PJSIPShowEndpoints').length, 2)
      void asterisk.close()
    })
  })
})

test('a missing right is one failure that names the class, on all links', () => {
  const denied = refusing('Permission denied')
  const server = peer(politeExcept({ PJSIPShowContacts: denied, PJSIPShowEndpoints: denied }))
  story((at) => {
    const asterisk = client(server.transport, BACKOFF)
    const [faults, one] = [noted(asterisk.fault$), noted(asterisk.endpoint('30'))]
    at(500, () => server.links[0]?.end())
    at(2000, () => {
      server.links[1]?.say('Event: DeviceStateChange', 'Device: PJSIP/30', 'State: UNAVAILABLE')
    })
    at(3000, () => {
      assert.equal(said(faults), [
        { _tag: 'Refused', action: 'PJSIPShowContacts', message: 'Permission denied', needs: ['system'] },
      ])
      assert.equal(said(one), [{ name: '30', reachable: 'no', contacts: [], state: 'UNAVAILABLE' }])
      void asterisk.close()
    })
  })
})

const exten = (text: string): string => /Exten: (\w+)/.exec(text)?.[1] ?? ''

const answerHint: Manner = ({ id, text }, link) => {
  link.say(
    'Response: Success',
    `ActionID: ${id}`,
    'Message: Extension Status',
    `Exten: ${exten(text)}`,
    'Context: hints',
    'Hint: PJSIP/1',
    'Status: 1',
  )
}

const hints = (...names: readonly string[]): Manner =>
  listing(
    'ExtensionStateListComplete',
    ...names.map((name) => [
      'Event: ExtensionStatus',
      `Exten: ${name}`,
      'Context: hints',
      'Hint: PJSIP/1',
      'Status: 8',
    ]),
  )

test('each watched hint is one question, and the 501st makes it one list', () => {
  const all = Array.from({ length: 501 }, (_, index) => `h${index}`)
  const server = peer(politeExcept({ ExtensionState: answerHint, ExtensionStateList: hints(...all.slice(0, 500)) }))
  story((at) => {
    const asterisk = client(server.transport)
    const some = all.slice(0, 500).map((name) => noted(asterisk.extensionState(`${name}@hints`)))
    at(3000, () => {
      assert.equal([server.heard('ExtensionState').length, server.heard('ExtensionStateList').length], [500, 0])
      const last = noted(asterisk.extensionState('h500@hints'))
      at(1000, () => {
        // the list lacks the last one, which may be of a pattern: it is asked for alone
        assert.equal([server.heard('ExtensionState').length, server.heard('ExtensionStateList').length], [501, 1])
        assert.is(
          some.every(({ log }) => log.length === 2),
          true,
        )
        assert.is(last.log.length, 1)
        void asterisk.close()
      })
    })
  })
})

test('a hint that is gone after an outage is none, and until the answer the last state stays', () => {
  let status = '1'
  const server = peer(
    politeExcept({
      ExtensionState: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'Exten: 200', 'Context: hints', 'Hint: ', `Status: ${status}`)
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport, BACKOFF)
    const hint = noted(asterisk.extensionState('200@hints'))
    at(500, () => {
      status = '-1'
      server.links[0]?.end()
    })
    at(2000, () => {
      assert.is(hint.log.length, 2)
      assert.equal(said(hint).at(-1), O.none)
      void asterisk.close()
    })
  })
})

test('a state of a device and all devices share one list', () => {
  const server = peer(
    politeExcept({
      DeviceStateList: listing('DeviceStateListComplete', [
        'Event: DeviceStateChange',
        'Device: Custom:lamp',
        'State: INUSE',
      ]),
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.device$)
    const lamp = noted(asterisk.stateOf('Custom:lamp'))
    at(1000, () => {
      assert.equal([said(lamp), server.heard('DeviceStateList').length], [['INUSE'], 1])
      const late = noted(asterisk.stateOf('Custom:other'))
      assert.equal(said(late), ['UNKNOWN'])
      void asterisk.close()
    })
  })
})

test.run()
