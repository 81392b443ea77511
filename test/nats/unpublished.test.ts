/** Streams of a worker whose events its gateway does not publish. */
import type { Observable } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asterisk, custom } from '../../src/index.js'
import { readingNeeds } from '../../src/model/needs.js'
import { fleet } from '../../src/nats/index.js'
import { textOfId } from '../../src/nats/log.js'
import { leadText, linkText, markText } from '../../src/nats/notes.js'
import { EVERYTHING } from '../../src/nats/publish.js'
import { subjectsOf } from '../../src/nats/subject.js'
import { memoryBus } from './memoryBus.js'
import { MemoryLog } from './memoryLog.js'

const subjects = subjectsOf('berlin')
const ABOUT = { ami: '11.0.0', asterisk: 22 }

/** A log that the test writes in the place of gateways. */
const written = () => {
  const log = new MemoryLog()
  let epoch = 0
  const write = (subject: string, text: string): void => {
    const sequence = log.entries.length + 1
    log.copy({ sequence, id: textOfId({ gateway: 'g', epoch, n: sequence, anchor: 0 }), subject, text, at: 0 })
  }
  const lead = (does: 'lead' | 'resign'): void => {
    if (does === 'lead') epoch = log.entries.length + 1
    write(subjects.lead, leadText({ does, gateway: 'g', epoch, lease: 1e9 }))
  }
  return {
    log,
    /** A gateway takes over. */
    leads: () => {
      lead('lead')
    },
    resigns: () => {
      lead('resign')
    },
    links: (...publish: readonly string[]) => {
      write(subjects.own('link'), linkText({ ...ABOUT, publish }))
    },
    marks: (...publish: readonly string[]) => {
      write(subjects.own('mark'), markText({ first: log.entries.length + 1, ...ABOUT, publish }))
    },
  }
}

/** A fleet over a log, and the streams that it tells of. */
const reading = (log: MemoryLog) => {
  const all = fleet(memoryBus('berlin', log), { servers: ['berlin'] })
  const told: string[] = []
  all.fault$.subscribe((failure) => {
    if (failure._tag === 'Masked') told.push(`${failure.stream} of ${failure.server ?? ''}: ${failure.needs}`)
  })
  return { all, berlin: all.asterisk('berlin'), told }
}

type Reading = ReturnType<typeof reading> & ReturnType<typeof written>

/** A test with a log and a fleet that reads it. */
const over = (body: (at: Reading) => void) => async (): Promise<void> => {
  const writer = written()
  const reader = reading(writer.log)
  try {
    body({ ...writer, ...reader })
  } finally {
    await reader.all.close()
  }
}

const watch = (...streams: readonly Observable<unknown>[]): void => {
  for (const stream$ of streams) stream$.subscribe({ error: console.error })
}

const membersOf = (asterisk: Asterisk): Readonly<Record<string, Observable<unknown>>> => ({
  channel$: asterisk.channel$,
  channelChange$: asterisk.channelChange$,
  device: asterisk.device('2222'),
  deviceState: asterisk.deviceState('2222'),
  device$: asterisk.device$,
  mailbox: asterisk.mailbox('2222'),
  call$: asterisk.call$,
  callChange$: asterisk.callChange$,
  callOf: asterisk.callOf('2222'),
  bridge$: asterisk.bridge$,
  queue: asterisk.queue('sales'),
  queue$: asterisk.queue$,
  queueCall: asterisk.queueCall('sales'),
  conference: asterisk.conference('100'),
  conference$: asterisk.conference$,
  parked$: asterisk.parked$,
  endpoint: asterisk.endpoint('2222'),
  endpoint$: asterisk.endpoint$,
  registration: asterisk.registration('trunk'),
  extensionState: asterisk.extensionState('100@internal'),
  stateOf: asterisk.stateOf('PJSIP/2222'),
  presence: asterisk.presence('CustomPresence:2222'),
  agent: asterisk.agent('1000'),
  userEvent: asterisk.userEvent('Door'),
  userEvent$: asterisk.userEvent$,
  dtmf: asterisk.dtmf('2222'),
})

const test = suite('streams that a gateway does not publish')

test(
  'are told of at their subscription, once',
  over(({ leads, links, berlin, told }) => {
    watch(berlin.frame$)
    leads()
    links('channels')
    watch(berlin.queue$, berlin.queue$, berlin.channel$)
    assert.equal(told, ['queue$ of berlin: queues'])
  }),
)

test(
  'are told of when the link entry comes after the subscription',
  over(({ leads, links, berlin, told }) => {
    watch(berlin.queue$, berlin.dtmf('2222'), berlin.userEvent$, berlin.event('VarSet', 'Hangup'))
    leads()
    assert.equal(told, [])
    links('channels')
    links('channels')
    assert.equal(told, [
      'queue$ of berlin: queues',
      'dtmf of berlin: dtmf',
      'userEvent$ of berlin: userEvents',
      "event('VarSet') of berlin: VarSet",
    ])
  }),
)

test(
  'are all told of where nothing is published, and none by default',
  over(({ leads, links, berlin, told }) => {
    const members = membersOf(berlin)
    const names = readingNeeds().flatMap((needs) => needs.members)
    assert.equal(Object.keys(members).sort(), [...names].sort())
    watch(...Object.values(members), ...Object.values(members))
    leads()
    links(...EVERYTHING)
    assert.equal(told, [])
    links()
    assert.equal(told.map((each) => each.split(' ')[0]).sort(), [...names].sort())
  }),
)

test(
  'are told of again only where they were published in between',
  over(({ leads, links, berlin, told }) => {
    watch(berlin.queue$, berlin.parked$)
    leads()
    for (const publish of ['channels', 'queues', 'channels']) links(publish)
    assert.equal(told, ['queue$ of berlin: queues', 'parked$ of berlin: parked', 'queue$ of berlin: queues'])
  }),
)

test(
  'name all models that are missing, those of their parents first',
  over(({ leads, links, berlin, told }) => {
    watch(berlin.callOf('2222'), berlin.bridge$, berlin.device$)
    leads()
    links('calls', 'Newchannel')
    assert.equal(told, [
      'callOf of berlin: channels',
      'bridge$ of berlin: channels, bridges',
      'device$ of berlin: channels',
    ])
  }),
)

test(
  'are none where events are named one by one, and each that is needed is among them',
  over(({ leads, links, berlin, told }) => {
    watch(berlin.mailbox('2222'), berlin.stateOf('PJSIP/2222'), berlin.event('DTMFEnd', 'OriginateResponse'))
    leads()
    links('MessageWaiting', 'DeviceStateChange', 'dtmf')
    assert.equal(told, [])
  }),
)

test(
  'are events by name that the default leaves out; event$ and frame$ give what there is',
  over(({ leads, links, berlin, all, told }) => {
    watch(berlin.event$, berlin.frame$, all.event$, all.event('Cdr'), berlin.event(custom('DongleStatus')))
    leads()
    links(...EVERYTHING)
    assert.equal(told, ["event('Cdr') of berlin: Cdr", "event('DongleStatus') of berlin: DongleStatus"])
  }),
)

test(
  'are lists of a program with such events',
  over(({ leads, links, berlin, told }) => {
    const key = () => 'all'
    watch(
      berlin.live({ list: { Action: 'Agents' }, events: ['AgentLogin'], key }),
      berlin.live({ list: { Action: 'DAHDIShowChannels' }, events: ['AlarmClear'], ends: ['Alarm'], key }),
    )
    leads()
    links(...EVERYTHING)
    assert.equal(told, ["live('DAHDIShowChannels') of berlin: AlarmClear, Alarm"])
  }),
)

test(
  'are told of at a mark, where a gateway took over without a link entry',
  over(({ leads, links, marks, berlin, told }) => {
    watch(berlin.queue$)
    leads()
    links('queues')
    leads()
    marks('channels')
    assert.equal(told, ['queue$ of berlin: queues'])
  }),
)

test(
  'are not told of by the word of a gateway that leads no more',
  over(({ leads, resigns, links, berlin, told }) => {
    watch(berlin.frame$)
    leads()
    links('channels')
    resigns()
    watch(berlin.queue$)
    leads()
    watch(berlin.parked$)
    assert.equal(told, [])
    links('queues', 'channels')
    assert.equal(told, ['parked$ of berlin: parked'])
  }),
)

test(
  'are not told of by the past of a log',
  over(({ leads, links, marks, berlin, told }) => {
    leads()
    links('channels')
    marks('channels')
    leads()
    links('queues')
    watch(berlin.queue$, berlin.channel$)
    assert.equal(told, ['channel$ of berlin: channels'])
  }),
)

test.run()
