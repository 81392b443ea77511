/** The options `actions` of the simulation, and phones that go away and come back. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Frame } from '../../src/index.js'
import { dial, type SimulateOptions } from '../../src/testing/index.js'
import { ENDPOINTS, LOGIN, play, type Script, texts } from './play.js'

const PBX: SimulateOptions = {
  endpoints: ENDPOINTS,
  contexts: { internal: (exten) => [dial([`PJSIP/${exten}`])] },
}

const answersTo = (options: SimulateOptions, ...lines: readonly string[]): readonly string[] =>
  texts(
    play({ ...PBX, ...options }, ({ send }) => {
      send(0, ...LOGIN)
      send(10, ...lines, 'ActionID: 7')
    }).answers('7'),
  )

const actions = suite('simulate: actions of a test')

actions('a handler gets the headers of the request and gives the headers of the answer', () => {
  const seen: unknown[] = []
  const Setvar = (headers: Readonly<Record<string, string>>) => {
    seen.push(headers)
    return { headers: { Message: 'Variable Set', Count: 2 } }
  }
  assert.equal(answersTo({ actions: { Setvar } }, 'Action: setvar', 'Variable: a', 'Value: x: y', 'Variable: b'), [
    'Response: Success\nActionID: 7\nMessage: Variable Set\nCount: 2',
  ])
  assert.equal(seen, [{ Variable: 'a', Value: 'x: y' }])
})

actions('a handler gives the items of a list, or an error', () => {
  const rules = () => ({ items: [{ Event: 'QueueRule', Rule: 'calm' }], complete: 'QueueRuleListComplete' })
  assert.equal(answersTo({ actions: { QueueRule: rules } }, 'Action: QueueRule'), [
    'Response: Success\nActionID: 7\nEventList: start\nMessage: QueueRule will follow',
    'Event: QueueRule\nActionID: 7\nRule: calm',
    'Event: QueueRuleListComplete\nActionID: 7\nEventList: Complete\nListItems: 1',
  ])
  const error = () => ({ error: 'No such channel' })
  assert.equal(answersTo({ actions: { AGI: error } }, 'Action: AGI'), [
    'Response: Error\nActionID: 7\nMessage: No such channel',
  ])
})

actions('a handler comes before the simulation, which answers where the handler does not', () => {
  const Getvar = ({ Variable = '' }: Readonly<Record<string, string>>) =>
    Variable === 'MOOD' ? { headers: { Variable, Value: 'good' } } : undefined
  const options = { actions: { Getvar }, contexts: { internal: () => [] } }
  assert.equal(answersTo(options, 'Action: Getvar', 'Variable: MOOD'), [
    'Response: Success\nActionID: 7\nVariable: MOOD\nValue: good',
  ])
  assert.match(answersTo(options, 'Action: Getvar', 'Variable: DIALPLAN_EXISTS(internal,1,1)')[0] ?? '', 'Value: 1')
})

actions('a handler that throws, or answers nothing where nobody else does, is an error with its reason', () => {
  const fail = () => {
    throw new Error('no\r\nluck')
  }
  assert.equal(answersTo({ actions: { AGI: fail, Atxfer: () => undefined } }, 'Action: AGI'), [
    'Response: Error\nActionID: 7\nMessage: the handler of AGI in `actions` has failed: no luck',
  ])
  assert.match(answersTo({ actions: { Atxfer: () => undefined } }, 'Action: Atxfer')[0] ?? '', 'has not answered')
})

actions('the login needs the write classes of a real Asterisk, and ListCommands shows the action', () => {
  const own: SimulateOptions = {
    users: { admin: { secret: 'secret', read: 'all', write: 'call' } },
    actions: {
      UpdateConfig: () => ({ headers: {} }),
      Atxfer: () => ({ headers: {} }),
      Dongle: () => ({ headers: {} }),
    },
  }
  assert.match(answersTo(own, 'Action: UpdateConfig')[0] ?? '', 'Permission denied')
  assert.match(answersTo(own, 'Action: Dongle')[0] ?? '', 'Response: Success')
  const [commands = ''] = answersTo(own, 'Action: ListCommands')
  assert.match(commands, /^Atxfer: /m)
  assert.match(commands, /^Dongle: .*<none>/m)
  assert.not.match(commands, 'UpdateConfig')
})

actions('an action of Asterisk that the simulation lacks is no mistake of the program, any other one is', () => {
  assert.equal(answersTo({}, 'Action: QueuePause'), [
    'Response: Error\nActionID: 7\nMessage: the simulation does not know QueuePause; give it by `actions`',
  ])
  assert.match(answersTo({}, 'Action: QueuePawse')[0] ?? '', 'Message: Invalid/unknown command: QueuePawse. Use')
})

actions.run()

const away = suite('simulate: phones that go away')

/** The events about the reach of phones, in short. */
const told = (frames: readonly Frame[]): readonly string[] =>
  frames.flatMap((frame) => {
    const header = { ContactStatus: 'ContactStatus', PeerStatus: 'PeerStatus', DeviceStateChange: 'State' }
    const name = frame.event
    return name === 'ContactStatus' || name === 'PeerStatus' || name === 'DeviceStateChange'
      ? [
          `${name} ${frame.get('Device') ?? frame.get('Peer') ?? frame.get('AOR') ?? ''} ${frame.get(header[name]) ?? ''}`,
        ]
      : []
  })

const playing = (follow: (script: Script) => void) => {
  const played = play(PBX, (script) => {
    script.send(0, ...LOGIN)
    follow(script)
  })
  return {
    ...played,
    told: told(played.frames.map(({ frame }) => frame).filter(({ actionId }) => actionId === undefined)),
  }
}

away('it has the states and the events of a real one', () => {
  const { told } = playing(({ at, pbx }) => {
    at(10, () => {
      pbx.phone('PJSIP/30', { _tag: 'Unregistered' })
    })
    at(20, () => {
      pbx.phone('PJSIP/30', { _tag: 'Unregistered' })
    })
    at(30, () => {
      pbx.phone('PJSIP/30', { _tag: 'Busy' })
    })
  })
  assert.equal(told, [
    'ContactStatus 30 Removed',
    'PeerStatus PJSIP/30 Unreachable',
    'DeviceStateChange PJSIP/30 UNAVAILABLE',
    'ContactStatus 30 NonQualified',
    'PeerStatus PJSIP/30 Reachable',
    'ContactStatus 30 Reachable',
    'DeviceStateChange PJSIP/30 NOT_INUSE',
  ])
})

away('B2: one that is not registered is UNAVAILABLE in the list, and another behaviour changes no state', () => {
  const { answers, told } = playing(({ at, pbx, send }) => {
    at(5, () => {
      pbx.phone('PJSIP/200', { _tag: 'Rejects' })
    })
    send(10, 'Action: DeviceStateList', 'ActionID: 1')
  })
  const states = answers('1').map((frame) => `${frame.get('Device') ?? ''} ${frame.get('State') ?? ''}`)
  assert.ok(states.includes('PJSIP/44 UNAVAILABLE'), states.join())
  assert.ok(states.includes('PJSIP/200 NOT_INUSE'), states.join())
  assert.equal(told, [])
})

away('a call that it has goes on, and then it is UNAVAILABLE; calls to it fail', () => {
  const { told, event } = playing(({ at, pbx, send }) => {
    at(10, () => {
      const call = pbx.dial('PJSIP/2222', '200')
      at(100, () => {
        pbx.phone('PJSIP/2222', { _tag: 'Unregistered' })
      })
      at(200, call.hangup)
    })
    send(
      500,
      'Action: Originate',
      'Channel: PJSIP/2222',
      'Context: internal',
      'Exten: 200',
      'Priority: 1',
      'Async: true',
    )
  })
  assert.equal(
    told.filter((each) => each.startsWith('DeviceStateChange PJSIP/2222')).at(-1),
    'DeviceStateChange PJSIP/2222 UNAVAILABLE',
  )
  assert.equal(event('OriginateResponse')[0]?.get('Response'), 'Failure')
})

away('its contact decides, too: unreachable or unregistered, calls to it fail until it answers again', () => {
  const { told, event } = playing(({ at, pbx, send }) => {
    const call = [
      'Action: Originate',
      'Channel: PJSIP/30',
      'Application: Wait',
      'Data: 1',
      'Timeout: 100',
      'Async: true',
    ]
    at(10, () => {
      pbx.contact('30').unreachable()
    })
    send(20, ...call)
    at(30, () => {
      pbx.contact('30').reachable()
      pbx.contact('30').unregister()
    })
    send(40, ...call)
    at(50, () => {
      pbx.contact('30').register()
    })
    send(60, ...call)
  })
  assert.equal(
    told.filter((each) => each.startsWith('DeviceStateChange')),
    ['UNAVAILABLE', 'NOT_INUSE', 'UNAVAILABLE', 'NOT_INUSE', 'RINGING', 'NOT_INUSE'].map(
      (state) => `DeviceStateChange PJSIP/30 ${state}`,
    ),
  )
  assert.equal(
    event('OriginateResponse').map((frame) => frame.get('Reason')),
    ['0', '0', '3'],
  )
})

away('a phone of another technology has no contacts', () => {
  const { told } = playing(({ at, pbx }) => {
    at(10, () => {
      pbx.phone('SIP/9', { _tag: 'Rings' })
      pbx.phone('SIP/9', { _tag: 'Unregistered' })
      pbx.phone('SIP/9', { _tag: 'Rings' })
    })
  })
  assert.equal(told, [
    'PeerStatus SIP/9 Unregistered',
    'DeviceStateChange SIP/9 UNAVAILABLE',
    'PeerStatus SIP/9 Registered',
    'DeviceStateChange SIP/9 NOT_INUSE',
  ])
})

away.run()
