/** The handle of an answered call: its other leg, its digits, its end. */
import * as O from 'fp-ts/lib/Option.js'
import { asyncScheduler } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Call } from '../../src/index.js'
import {
  answer,
  busy,
  dial,
  hangup,
  type PhoneBehaviour,
  simulate,
  type Simulation,
  wait,
} from '../../src/testing/index.js'
import { type At, client, type Log, noted, said, story, tags } from '../support/peer.js'
import { accepting, channelIdOf, outcome, placing } from './placing.js'

const USERS = {
  admin: { secret: 'hunter2', read: 'all', write: 'all' },
  narrow: { secret: 'hunter2', read: 'call', write: 'originate' },
}

const answers = (after: number, talk?: number): PhoneBehaviour =>
  talk === undefined ? { _tag: 'Answers', after } : { _tag: 'Answers', after, talk }

const door = (exten: string) => {
  switch (exten) {
    case '240':
      return [dial(['PJSIP/30']), hangup()]
    case 'group':
      return [dial(['PJSIP/30', 'PJSIP/300']), hangup()]
    case 'local':
      return [dial(['Local/hop@door']), hangup()]
    case 'hop':
      return [dial(['Local/240@door']), hangup()]
    case 'busy':
      return [busy()]
    case 'echo':
      return [answer(), wait(3000), hangup()]
    case 'hunt':
      return [dial(['PJSIP/300'], 1000), dial(['PJSIP/30']), hangup()]
    default:
      return undefined
  }
}

interface Scene {
  readonly dest: string
  readonly phones?: Readonly<Record<string, PhoneBehaviour>>
  readonly username?: string
  /** Does something with the handle, so many milliseconds after the call was asked for. The source answers after 200. */
  readonly use: (call: Call, at: At, pbx: Simulation) => void
  /** Milliseconds after the answer. */
  readonly later?: number
}

/** Calls PJSIP/200, which answers after 200 ms, for a minute of virtual time. */
const handled = ({ dest, phones = {}, username = 'admin', use, later }: Scene): Simulation => {
  const pbx = simulate({
    users: USERS,
    endpoints: { 'PJSIP/200': answers(200), 'PJSIP/30': answers(500), 'PJSIP/300': { _tag: 'Rings' }, ...phones },
    callerIds: { 'PJSIP/30': 'Door <30>' },
    contexts: { door },
  })
  let used = false
  story((at) => {
    const asterisk = client(pbx.transport, { username, backoff: { min: 100, max: 100 } })
    noted(asterisk.event$)
    at(100, () => {
      asterisk.call('PJSIP/200', dest, 'door').subscribe({
        next: (call) => {
          const begin = (): void => {
            used = true
            use(call, at, pbx)
          }
          if (later === undefined) begin()
          else asyncScheduler.schedule(begin, later)
        },
        error: (error: unknown) => {
          throw error
        },
      })
    })
    at(60_000, () => asterisk.close())
  })
  assert.ok(used)
  return pbx
}

/** What a stream of a handle emits. */
const emissions = (
  scene: Omit<Scene, 'use'>,
  stream: (call: Call, at: At, pbx: Simulation) => ReturnType<typeof noted>,
): readonly unknown[] => {
  let log: Log = []
  handled({
    ...scene,
    use: (call, at, pbx) => {
      log = stream(call, at, pbx).log
    },
  })
  return said({ log })
}
const connected = (scene: Omit<Scene, 'use'>): unknown => emissions(scene, ({ connected$ }) => noted(connected$))[0]
const channelIn = (value: unknown): string => /"channel":"([^"]*)-\w+"/.exec(JSON.stringify(value))?.[1] ?? ''

const other = suite('connected$')

other('is the phone that answered, with its number and its name, and then ends', () => {
  const [leg, end] = emissions({ dest: '240' }, ({ connected$ }) => noted(connected$))
  assert.is(channelIn(leg), 'PJSIP/30')
  assert.match(JSON.stringify(leg), '"number":{"_tag":"Some","value":"30"},"name":{"_tag":"Some","value":"Door"}')
  assert.is(end, 'end')
})
other('is the phone behind Local channels', () => {
  assert.is(channelIn(connected({ dest: 'local' })), 'PJSIP/30')
})
other('is the phone of a ring group that answered', () => {
  assert.is(channelIn(connected({ dest: 'group' })), 'PJSIP/30')
})
other('is the second phone, where the first did not answer', () => {
  assert.is(channelIn(connected({ dest: 'hunt' })), 'PJSIP/30')
})
for (const [name, phone, dialStatus, reason] of [
  ['is busy', { _tag: 'Busy' }, 'BUSY', 'busy'],
  ['does not answer', { _tag: 'Rings' }, 'NOANSWER', 'noAnswer'],
] as const)
  other(`tells why when the phone ${name}`, () => {
    const outcomes = connected({ dest: '240', phones: { 'PJSIP/30': phone } })
    assert.match(JSON.stringify(outcomes), `"_tag":"NotAnswered","reason":{"_tag":"Some","value":"${reason}"}`)
    assert.match(JSON.stringify(outcomes), `"dialStatus":{"_tag":"Some","value":"${dialStatus}"}`)
  })
other('of an extension that dials nobody has no reason', () => {
  assert.equal(connected({ dest: 'echo' }), {
    _tag: 'NotAnswered',
    reason: O.none,
    dialStatus: O.none,
    cause: O.some(16),
  })
})
other('is known to who subscribes late, from a list', () => {
  assert.is(channelIn(connected({ dest: '240', later: 2000 })), 'PJSIP/30')
  assert.is(channelIn(connected({ dest: 'local', later: 2000 })), 'PJSIP/30')
})
other('is known when the phone answered during an outage', () => {
  const [leg] = emissions({ dest: '240' }, ({ connected$ }, at, pbx) => {
    at(200, () => {
      pbx.faults.drop()
    })
    return noted(connected$)
  })
  assert.is(channelIn(leg), 'PJSIP/30')
})
other('without the right to list is known from events', () => {
  assert.is(channelIn(connected({ dest: '240', username: 'narrow' })), 'PJSIP/30')
})
other('unsubscribed, asks for nothing', () => {
  const pbx = handled({ dest: '240', use: ({ connected$ }) => noted(connected$).stop() })
  assert.equal(
    pbx.actions().filter(({ action }) => action === 'Status'),
    [],
  )
})
other('is told too when DialEnd comes before OriginateResponse', () => {
  const legs: unknown[] = []
  placing({
    originate: (action, link) => {
      accepting(action, link)
      const uniqueid = channelIdOf(action.text)
      const about = ['Channel: PJSIP/200-00000001', `Uniqueid: ${uniqueid}`, 'DestChannel: PJSIP/30-00000002']
      link.say('Event: DialEnd', ...about, 'DestUniqueid: 7.7', 'DestCallerIDNum: 30', 'DialStatus: ANSWER')
      link.say(...outcome(action.id, 'Success', 'Channel: PJSIP/200-00000001', `Uniqueid: ${uniqueid}`))
    },
    through: (call$) => {
      call$.subscribe({
        next: ({ connected$ }) => {
          connected$.subscribe({ next: (leg) => legs.push(leg), error: assert.unreachable })
        },
        error: assert.unreachable,
      })
      return call$
    },
  })
  assert.equal(legs, [
    { _tag: 'Answered', channel: 'PJSIP/30-00000002', uniqueid: '7.7', number: O.some('30'), name: O.none },
  ])
})

const end = suite('ended$')

const cause = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'cause' in value ? value.cause : value

end('has the cause and the duration, and ends', () => {
  const [told, over] = emissions({ dest: 'echo' }, ({ ended$ }) => noted(ended$))
  assert.equal(cause(told), O.some(16))
  assert.match(JSON.stringify(told), /"duration":\{"_tag":"Some","value":300\d\}/)
  assert.is(over, 'end')
})
end('without a cause, of a call that ended during an outage', () => {
  const [told] = emissions({ dest: '240' }, ({ ended$ }, at, pbx) => {
    at(2000, () => {
      pbx.faults.drop()
      pbx.hangup('PJSIP/200')
    })
    return noted(ended$)
  })
  assert.equal(told, { cause: O.none, duration: O.none })
})
end('waits through an outage for the end of a call that goes on', () => {
  const [told] = emissions({ dest: '240' }, ({ ended$ }, at, pbx) => {
    at(2000, () => {
      pbx.faults.drop()
    })
    at(8000, () => {
      pbx.hangup('PJSIP/200')
    })
    return noted(ended$)
  })
  assert.equal(cause(told), O.some(16))
})
end('is told to who subscribes after it', () => {
  assert.equal(
    emissions({ dest: 'echo', later: 20_000 }, ({ ended$ }) => noted(ended$)),
    [{ cause: O.none, duration: O.none }, 'end'],
  )
})
end('unsubscribed, follows nothing any more', () => {
  handled({
    dest: '240',
    use: ({ ended$ }, at) => {
      const { log, stop } = noted(ended$)
      stop()
      at(5000, () => {
        assert.equal(log, [])
      })
    },
  })
})
end('completes without a value at close()', () => {
  assert.equal(
    emissions({ dest: '240' }, ({ ended$ }) => noted(ended$)),
    ['end'],
  )
})

const digits = suite('dtmf$')

digits('has the digits of the source, of this call only, until its end', () => {
  const told = emissions({ dest: '240' }, ({ dtmf$ }, at, pbx) => {
    at(2000, () => {
      pbx.press('PJSIP/200', '5')
      pbx.press('PJSIP/30', '7')
      pbx.dial('PJSIP/300', 'echo', 'door')
    })
    at(3000, () => {
      pbx.press('PJSIP/300', '9')
      pbx.hangup('PJSIP/200')
    })
    return noted(dtmf$)
  })
  assert.is(told.length, 2)
  assert.match(JSON.stringify(told[0]), '"digit":"5"')
  assert.is(told[1], 'end')
})
digits('reports that the event mask hides them', () => {
  const { faults } = placing({
    originate: (action, link) => {
      accepting(action, link)
      link.say(...outcome(action.id, 'Success', 'Channel: PJSIP/200-1', `Uniqueid: ${channelIdOf(action.text)}`))
    },
    connect: { events: ['call'] },
    through: (call$) => {
      call$.subscribe({
        next: ({ dtmf$ }) => {
          noted(dtmf$)
        },
        error: assert.unreachable,
      })
      return call$
    },
  })
  assert.equal(said({ log: faults }), [{ _tag: 'Masked', stream: 'dtmf', needs: 'dtmf' }])
})

const ending = suite('hangup() of a call')

ending('ends this call', () => {
  let log: Log = []
  const pbx = handled({
    dest: '240',
    use: ({ hangup: end$ }, at) => {
      at(2000, () => {
        log = noted(end$()).log
      })
    },
  })
  assert.equal(said({ log }), [undefined, 'end'])
  assert.equal(pbx.channels(), [])
})
ending('is done for a call that has ended', () => {
  const told = emissions({ dest: 'echo', later: 20_000 }, ({ hangup: end$ }) => noted(end$()))
  assert.equal(told, [undefined, 'end'])
})
ending('is refused where the right is missing', () => {
  assert.equal(
    tags({
      log: emissions({ dest: '240', username: 'narrow' }, ({ hangup: end$ }) => noted(end$())).map(
        (what) => [0, what] as const,
      ),
    }),
    ['Refused'],
  )
})

const unused = suite('a handle that nobody uses')

unused('asks for nothing, and shows its channel and its Uniqueid only', () => {
  let shown = ''
  const pbx = handled({
    dest: '240',
    use: (call) => {
      shown = JSON.stringify(call)
    },
  })
  assert.match(shown, /^\{"channel":"PJSIP\/200-\w+","uniqueid":"rx-\w+"\}$/)
  assert.equal(
    pbx
      .actions()
      .map(({ action }) => action)
      .filter((action) => action === 'Status'),
    [],
  )
})

for (const each of [other, end, digits, ending, unused]) each.run()
