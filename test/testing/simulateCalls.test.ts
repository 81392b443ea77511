/** Calls: the frames of the simulation compared with those of a real Asterisk 22. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Frame } from '../../src/protocol/frame.js'
import { answer, busy, dial, ringing, wait, type SimulateOptions } from '../../src/testing/index.js'
import { ENDPOINTS, LOGIN, play, type Played } from './play.js'

const PBX: SimulateOptions = {
  endpoints: ENDPOINTS,
  callerIds: {
    'PJSIP/2222': 'Desk 2222 <2222>',
    'PJSIP/200': '"Kitchen" <200>',
    'PJSIP/rude': 'Kitchen <200>',
    'PJSIP/busy': 'Kitchen <200>',
  },
  contexts: {
    internal: (exten) => {
      if (exten === '100') return [answer(), wait(60_000)]
      if (exten === 'all') return [dial(['PJSIP/200', 'PJSIP/30'])]
      if (exten === 'short') return [dial(['PJSIP/30'], 1000)]
      return exten === 'nowhere' ? undefined : [dial([`PJSIP/${exten}`])]
    },
  },
}

const originate = (channel: string, exten: string, ...more: readonly string[]): readonly string[] => [
  'Action: Originate',
  `Channel: ${channel}`,
  'Context: internal',
  `Exten: ${exten}`,
  'Priority: 1',
  'Async: true',
  'ActionID: c1',
  ...more,
]

/** Events that a real Asterisk may send at any point among the others, as they do not pass its channel topic. */
const FLOATING = ['OriginateResponse', 'DeviceStateChange']

const recorded = (name: string): readonly Frame[] =>
  readFileSync(new URL(`./fixtures/${name}.rx`, import.meta.url), 'utf8')
    .split('\r\n\r\n')
    .slice(1)
    .filter((text) => text.startsWith('Event: '))
    .map((text) => new Frame(text))

const callEvents = (played: Played): readonly Frame[] =>
  played.frames.map(({ frame }) => frame).filter((frame) => frame.exact('Privilege') === 'call,all')

const names = (frames: readonly Frame[]): readonly string[] => frames.flatMap((frame) => frame.event ?? [])
const steady = (frames: readonly Frame[]): readonly Frame[] =>
  frames.filter((frame) => !FLOATING.includes(frame.event ?? ''))

/** The events of one channel: its own, and those in which it is the called side. */
const storyOf = (frames: readonly Frame[], device: string): readonly string[] =>
  names(
    steady(frames).filter((frame) =>
      [frame.get('Channel'), frame.get('DestChannel')].some((name) => name?.startsWith(device)),
    ),
  )

/** The shape of a frame: without the values that differ from call to call. */
const shape = (frame: Frame): string =>
  frame.text
    .replace(/(-[0-9a-f]{8})\b/g, '-N')
    .replace(/\b\d+\.\d+\b/g, 'U')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'B')
    .replace('native_rtp', 'simple_bridge')

const sorted = (frames: readonly Frame[]): readonly string[] => frames.map(shape).sort()

const real = suite('simulate: as a real Asterisk')

real('a call from 2222 to 200 has the same frames, in the same order for each channel', () => {
  const ours = callEvents(
    play(PBX, ({ send }) => {
      send(0, ...LOGIN)
      send(1, ...originate('PJSIP/2222', '200', 'CallerID: "Desk 2222" <2222>'))
      send(900, 'Action: Hangup', 'Channel: /^PJSIP.2222-.*$/')
    }),
  )
  const theirs = recorded('call-2222-to-200')
  const untilTalk = (frames: readonly Frame[]): readonly string[] => names(steady(frames)).slice(0, 17)
  assert.equal(untilTalk(ours), untilTalk(theirs))
  assert.is(untilTalk(ours).at(-1), 'BridgeEnter')
  assert.equal(storyOf(ours, 'PJSIP/2222'), storyOf(theirs, 'PJSIP/2222'))
  assert.equal(storyOf(ours, 'PJSIP/200'), storyOf(theirs, 'PJSIP/200'))
  assert.equal(sorted(ours), sorted(theirs))
})

const FAILURES = [
  ['busy', originate('PJSIP/busy', '100')],
  ['reject', originate('PJSIP/rude', '100')],
  ['timeout', originate('PJSIP/30', '100', 'Timeout: 300', 'ChannelId: chosen')],
] as const

FAILURES.forEach(([name, action]) => {
  real(`an originated call that fails by ${name} has the same frames`, () => {
    const as200 = { ...PBX, callerIds: { ...PBX.callerIds, 'PJSIP/30': 'Kitchen <200>' } }
    const ours = callEvents(
      play(as200, ({ send }) => {
        send(0, ...LOGIN)
        send(1, ...action)
      }),
    )
    const named = (frame: Frame): Frame =>
      new Frame(
        frame.text.replace(/PJSIP\/(?:busy|rude|30)/g, 'PJSIP/200').replace(/DialString: .*/, 'DialString: 200'),
      )
    assert.equal(names(steady(ours)), names(steady(recorded(name))))
    assert.equal(sorted(ours.map(named)), sorted(recorded(name)))
  })
})

const LOCAL = {
  contexts: {
    internal: (exten: string) => (exten === '103' ? [ringing(), wait(30_000)] : exten === '104' ? [busy()] : undefined),
  },
}

/**
 * Two threads of Asterisk run the halves of a Local channel: only the order within each half is certain, and the device state is sent
 * twice.
 */
;(['103 noanswer', '104 busy'] as const).forEach((row) => {
  const [exten = '', name = ''] = row.split(' ')
  real(`a Local channel that fails by ${name} has the same frames`, () => {
    const ours = callEvents(
      play(LOCAL, ({ send }) => {
        send(0, ...LOGIN)
        const data = ['Application: Wait', 'Data: 1', 'Timeout: 500', 'Async: true', 'ActionID: c1']
        send(1, 'Action: Originate', `Channel: Local/${exten}@internal/n`, ...data)
      }),
    )
    const theirs = recorded(`local-${name}`).filter((frame) => frame.exact('Privilege') === 'call,all')
    const halves = (frames: readonly Frame[], half: string): readonly string[] =>
      names(steady(frames).filter((frame) => `${frame.get('Channel')}${frame.get('DestChannel')}`.includes(half)))
    assert.equal(halves(ours, ';1'), halves(theirs, ';1'))
    assert.equal(halves(ours, ';2'), halves(theirs, ';2'))
    const telling = (frames: readonly Frame[]): readonly string[] =>
      sorted(frames.filter(({ event }) => event !== 'DeviceStateChange')).map((text) =>
        text.replace(/ActionID: .*/, ''),
      )
    assert.equal(telling(ours), telling(theirs))
  })
})

real.run()

const originated = suite('simulate: Originate')

const outcome = (...lines: readonly string[]): Frame | undefined =>
  play(PBX, ({ send }) => {
    send(0, ...LOGIN)
    send(1, ...lines)
  }).event('OriginateResponse')[0]

const complaint = (...lines: readonly string[]): string | undefined => {
  const { answers } = play(PBX, ({ send }) => {
    send(0, ...LOGIN)
    send(1, ...lines)
  })
  return answers('c1').length === 1 ? answers('c1')[0]?.get('Message') : 'more than one frame'
}

originated('succeeds with reason 4 when the phone answers, with the Uniqueid that was chosen', () => {
  const response = outcome(...originate('PJSIP/2222', '100', 'ChannelId: mine'))
  assert.is(response?.get('Response'), 'Success')
  assert.is(response?.get('Reason'), '4')
  assert.is(response?.get('Uniqueid'), 'mine')
  assert.is(response?.get('Channel'), 'PJSIP/2222-00000000')
})

originated('fails with reason 0 where nobody can be reached', () => {
  ;['PJSIP/44', 'PJSIP/unknown', 'SIP/2222'].forEach((channel) => {
    const response = outcome(...originate(channel, '100', 'ChannelId: mine'))
    assert.is(response?.get('Response'), 'Failure')
    assert.is(response?.get('Reason'), '0')
    assert.is(response?.get('Channel'), channel)
    assert.is(response?.get('Uniqueid'), 'mine')
  })
})

originated('is refused at once where Asterisk checks at once', () => {
  assert.is(complaint(...originate('PJSIP/2222', 'nowhere')), 'Extension does not exist.')
  assert.is(complaint('Action: Originate', 'ActionID: c1'), 'Channel not specified')
  assert.is(complaint(...originate('bad', '100')), 'Invalid channel')
  assert.is(complaint(...originate('PJSIP/2222', '')), "Originate with 'Exten' requires 'Context' and 'Priority'")
  assert.is(complaint(...originate('PJSIP/2222', '100', 'Timeout: abc')), 'Invalid timeout')
})

originated(
  'fails with reason 0 when hung up by its Uniqueid while it rings; before the channel exists, Hangup finds none',
  () => {
    const { answers, event, pbx } = play(PBX, ({ send }) => {
      send(0, ...LOGIN)
      send(1, ...originate('PJSIP/30', '100', 'ChannelId: mine'))
      send(1, 'Action: Hangup', 'Channel: mine', 'ActionID: early')
      send(100, 'Action: Hangup', 'Channel: mine', 'ActionID: h')
    })
    assert.is(answers('early')[0]?.get('Message'), 'No such channel')
    assert.is(answers('h')[0]?.get('Message'), 'Channel Hungup')
    assert.is(event('OriginateResponse')[0]?.get('Reason'), '0')
    assert.equal(pbx.channels(), [])
  },
)

originated('fails with reason 0 when the Uniqueid is taken', () => {
  const { event } = play(PBX, ({ send }) => {
    send(0, ...LOGIN)
    send(1, ...originate('PJSIP/2222', '100', 'ChannelId: mine'))
    send(50, ...originate('PJSIP/200', '100', 'ChannelId: mine'))
  })
  assert.equal(
    event('OriginateResponse').map((frame) => frame.get('Reason')),
    ['0', '4'],
  )
})

originated('both halves of a Local channel end when either is hung up', () => {
  ;[';1', ';2'].forEach((half) => {
    const { event, frames } = play(PBX, ({ send }) => {
      send(0, ...LOGIN)
      send(1, 'Action: Originate', 'Channel: Local/100@internal', 'Application: Wait', 'Data: 20', 'Async: true')
      send(100, 'Action: Hangup', `Channel: Local/100@internal-00000000${half}`, 'Cause: 21')
    })
    assert.equal(
      event('Hangup').map((frame) => frame.get('Cause-txt')),
      ['Call Rejected', 'Call Rejected'],
    )
    assert.is(frames.at(-1)?.at, 100)
  })
})

originated('shows its caller id on the leg and to the phone', () => {
  const { event, pbx } = play(PBX, ({ send }) => {
    send(0, ...LOGIN)
    send(1, ...originate('PJSIP/200', '100', 'CallerID: Haus <1>'))
    send(2, ...originate('PJSIP/200', '100'))
  })
  assert.is(event('NewCallerid')[0]?.get('CallerIDName'), 'Haus')
  assert.equal(pbx.callers('PJSIP/200'), ['"Haus" <sip:1@127.0.0.1>', '"Anonymous" <sip:anonymous@anonymous.invalid>'])
})

originated('sends one response for one call, and nothing after it', () => {
  const { event } = play(PBX, ({ send }) => {
    send(0, ...LOGIN)
    send(1, ...originate('PJSIP/brief', '100'))
  })
  assert.is(event('OriginateResponse').length, 1)
  assert.is(event('Newchannel').length, 1)
})

originated.run()
