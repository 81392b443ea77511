import * as O from 'fp-ts/lib/Option.js'
import { map, NEVER, type Observable } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError, custom, frame, type Frame, type Query, streams } from '../../src/index.js'
import { streamsIn } from '../../src/streams/streams.js'
import { marbles } from '../../src/testing/index.js'
import { client, noted, peer, politeExcept, refusing, said, story } from '../support/peer.js'
import { login } from '../support/wire.js'

const lost = new AmiError({ _tag: 'LoginRefused', message: 'x' })
const agent = (event: string, name: string): Frame => frame(`Event: ${event}`, `Agent: ${name}`)
const frames = {
  l: login(),
  a: agent('AgentLogin', '1001'),
  b: agent('AgentLogin', '1002'),
  o: agent('AgentLogoff', '1001'),
  x: frame('Event: AgentLogin'),
}

const spec = {
  list: { Action: 'Agents' },
  events: ['AgentLogin'],
  ends: ['AgentLogoff'],
  key: ({ Agent }: { readonly Agent: O.Option<string> }) => Agent,
} as const

const agents = (frame$: Observable<Frame>): Observable<string> =>
  streams(frame$)
    .live(spec)
    .pipe(map((all) => [...all.keys()].join(' ')))

const test = suite('live')

test(
  'folds the events of a list of your own into a map, by the key that you choose',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -a-b-o-x-|', frames)

    expectObservable(agents(frame$)).toBe('0a-b-o---|', { 0: '', a: '1001', b: '1001 1002', o: '1002' })
    expectSubscriptions(frame$.subscriptions).toBe('^--------!')
  }),
)

test(
  'fails when the frames fail',
  marbles(({ hot, expectObservable }) => {
    expectObservable(agents(hot<Frame>('-a-#', frames, lost))).toBe('0a-#', { 0: '', a: '1001' }, lost)
  }),
)

test(
  'ends when the frames end',
  marbles(({ hot, expectObservable }) => {
    expectObservable(agents(hot<Frame>('--|', frames))).toBe('0-|', { 0: '' })
  }),
)

test(
  'leaves the frames when it is unsubscribed, and begins anew later',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>('-a-b', frames)
    const agents$ = agents(frame$)

    expectObservable(agents$, '^-!').toBe('0a', { 0: '', a: '1001' })
    expectObservable(agents$, '---^').toBe('---(0b)', { 0: '', b: '1002' })
    expectSubscriptions(frame$.subscriptions).toBe(['^-!', '---^'])
  }),
)

test(
  'is empty while nothing comes, where nothing lives at first',
  marbles(({ expectObservable }) => {
    expectObservable(agents(NEVER), '^--!').toBe('0', { 0: '' })
  }),
)

test('each subscription of one stream shares one list, and two lists are two questions', () => {
  const needed: Query[] = []
  const asker = {
    need: (_row: string, query: Query) => {
      needed.push(query)
      return () => undefined
    },
    again: () => undefined,
  }
  const { live } = streamsIn({ asker }, NEVER, { start: 'snapshot' }).streams
  const one$ = live(spec)
  one$.subscribe()
  one$.subscribe()
  live(spec).subscribe()
  assert.equal(
    needed.map(({ question }) => question.action),
    ['Agents', 'Agents', 'Agents'],
  )
  assert.is(new Set(needed.map(({ question }) => question.name)).size, 2)
})

test(
  'a key that throws is a fault, and the stream goes on',
  marbles(({ hot, expectObservable, flush }) => {
    const faults: unknown[] = []
    const { live } = streams(hot<Frame>('-a-b-|', frames), { report: ({ _tag }) => faults.push(_tag) })
    const all$ = live({
      ...spec,
      key: ({ Agent }) => {
        if (O.isSome(Agent) && Agent.value === '1001') throw new TypeError('no')
        return Agent
      },
    })

    expectObservable(all$.pipe(map((all) => all.size))).toBe('0--b-|', { 0: 0, b: 1 })
    flush()
    assert.equal(faults, ['HandlerFailed'])
  }),
)

const listing = (...names: readonly string[]) =>
  politeExcept({
    Agents: ({ id }, link) => {
      link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
      for (const name of names) link.say('Event: Agents', `ActionID: ${id}`, `Agent: ${name}`, 'Status: AGENT_IDLE')
      link.say('Event: AgentsComplete', `ActionID: ${id}`, 'EventList: Complete')
    },
  })

test('on a link it is silent until its list came, and right again after an outage', () => {
  let manner = listing('1001', '1002')
  const server = peer((action, link) => {
    manner(action, link)
  })
  story((at) => {
    const asterisk = client(server.transport, { backoff: { min: 100, max: 100 } })
    const seen = noted(asterisk.live(spec).pipe(map((all) => [...all.keys()].join(' '))))
    at(500, () => {
      assert.equal(said(seen), ['1001 1002'])
      server.links[0]?.say('Event: AgentLogoff', 'Agent: 1002', 'Logintime: 5')
      manner = listing('1003')
      server.links[0]?.end()
    })
    at(2000, () => {
      assert.equal(said(seen), ['1001 1002', '1001', '1003'])
      void asterisk.close()
    })
  })
})

test('a list that Asterisk answers with a plain success is empty', () => {
  const server = peer(
    politeExcept({
      VoicemailUsersList: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'Message: There are no voicemail users currently defined.')
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const users$ = asterisk.live({
      list: { Action: 'VoicemailUsersList' },
      events: ['MessageWaiting'],
      key: ({ frame: shown }) => shown.get('VoiceMailbox'),
    })
    const seen = noted(users$.pipe(map((all) => all.size)))
    at(500, () => {
      assert.equal(said(seen), [0])
      void asterisk.close()
    })
  })
})

test('the end of a list is known in any case of its letters', () => {
  const server = peer(
    politeExcept({
      DongleShowDevices: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
        link.say('Event: DongleDeviceEntry', `ActionID: ${id}`, 'Device: dongle0')
        link.say('Event: DongleShowDevicesComplete', `ActionID: ${id}`, 'EventList: complete')
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const dongles$ = asterisk.live({
      list: custom({ Action: 'DongleShowDevices' }),
      events: [custom('DongleStatus')],
      key: ({ frame: shown }) => shown.get('Device'),
    })
    const seen = noted(dongles$.pipe(map((all) => [...all.keys()])))
    at(500, () => {
      assert.equal(said(seen), [['dongle0']])
      void asterisk.close()
    })
  })
})

test('a list that is refused is one fault, and its events are seen all the same', () => {
  const server = peer(politeExcept({ Agents: refusing('Permission denied') }))
  story((at) => {
    const asterisk = client(server.transport)
    const faults = noted(asterisk.fault$)
    const seen = noted(asterisk.live(spec).pipe(map((all) => [...all.keys()].join(' '))))
    at(500, () => server.links[0]?.say('Event: AgentLogin', 'Agent: 1001'))
    at(1000, () => {
      assert.equal(said(seen), ['', '1001'])
      assert.equal(said(faults), [
        { _tag: 'Refused', action: 'Agents', message: 'Permission denied', needs: ['agent'] },
      ])
      void asterisk.close()
    })
  })
})

test(
  'takes actions and events that the catalog lacks',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>('-d-|', { d: frame('Event: DongleStatus', 'Device: dongle0') })
    const dongles$ = streams(frame$).live({
      list: custom({ Action: 'DongleShowDevices' }),
      events: [custom('DongleStatus')],
      key: ({ frame: shown }) => shown.get('Device'),
    })

    expectObservable(dongles$.pipe(map((all) => [...all.keys()].join(' ')))).toBe('0d-|', { 0: '', d: 'dongle0' })
  }),
)

test.run()
