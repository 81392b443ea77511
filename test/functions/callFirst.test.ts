/** Rings several phones of a simulated Asterisk, in virtual time. */
import { asyncScheduler } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CallFirstOptions, type Failure, show } from '../../src/index.js'
import { dial, hangup, type PhoneBehaviour, simulate, type Simulation } from '../../src/testing/index.js'
import { type At, client, type Log, noted, peer, politeExcept, said, story, tags } from '../support/peer.js'
import { accepting, channelIdOf, outcome } from './placing.js'

const PHONES = ['PJSIP/200', 'PJSIP/300', 'PJSIP/2222'] as const

const USERS = { admin: { secret: 'hunter2', read: 'all', write: 'all' } }

interface Told {
  readonly log: Log
  readonly faults: Log
  /** The times at which each phone was invited, since the call was asked for. */
  readonly invited: Readonly<Record<string, readonly number[]>>
  readonly pbx: Simulation
  readonly actions: (action: string) => readonly (readonly [at: number, channel: string, cause: string])[]
}

interface Scene {
  readonly phones: Readonly<Partial<Record<(typeof PHONES)[number], PhoneBehaviour>>>
  readonly options?: CallFirstOptions
  readonly leave?: number
  readonly also?: (at: At, pbx: Simulation) => void
}

const BEGAN = 100

const answers = (after: number): PhoneBehaviour => ({ _tag: 'Answers', after })
const BUSY: PhoneBehaviour = { _tag: 'Busy' }
const RINGS: PhoneBehaviour = { _tag: 'Rings' }
const AWAY: PhoneBehaviour = { _tag: 'Unregistered' }

/** Calls the three phones; a minute later no channel may live but those of the talk. */
const ringing = ({ phones, options, leave, also }: Scene): Told => {
  const pbx = simulate({
    users: USERS,
    endpoints: { ...phones, 'PJSIP/30': answers(100) },
    contexts: { door: (exten) => (exten === '240' ? [dial(['PJSIP/30']), hangup()] : undefined) },
  })
  let [log, faults]: readonly Log[] = [[], []]
  const end = story((at) => {
    const asterisk = client(pbx.transport)
    noted(asterisk.event$)
    faults = noted(asterisk.fault$).log
    at(BEGAN, () => {
      const told = noted(asterisk.callFirst([...PHONES], '240', 'door', options))
      log = told.log
      if (leave !== undefined) asyncScheduler.schedule(told.stop, leave)
    })
    also?.((ms, step) => {
      at(BEGAN + ms, step)
    }, pbx)
    at(60_000, () => asterisk.close())
  })
  assert.ok(end >= 60_000)
  const since = (at: number): number => at - BEGAN
  const header = (headers: readonly (readonly [string, string])[], name: string): string =>
    headers.find(([given]) => given === name)?.[1] ?? ''
  const actions: Told['actions'] = (wanted) =>
    pbx
      .actions()
      .filter(({ action }) => action === wanted)
      .map(({ at, headers }) => [since(at), header(headers, 'Channel'), header(headers, 'Cause')] as const)
  return {
    log: (log ?? []).map(([at, what]) => [since(at), what] as const),
    faults: (faults ?? []).filter(([, what]) => what !== 'end'),
    invited: Object.fromEntries(
      PHONES.map((phone) => [phone, actions('Originate').flatMap(([at, to]) => (to === phone ? [at] : []))]),
    ),
    pbx,
    actions,
  }
}

const channelOf = ({ log }: Told): string => /"channel":"(PJSIP\/\w+)-/.exec(JSON.stringify(log))?.[1] ?? ''
const devices = (pbx: Simulation): readonly string[] =>
  pbx.channels().map(({ name }) => name.slice(0, name.lastIndexOf('-')))

const all = suite('callFirst: all')

all('the first that answers is the value, the others stop ringing, and the call goes on', () => {
  const told = ringing({ phones: { 'PJSIP/200': answers(3000), 'PJSIP/300': answers(1000), 'PJSIP/2222': RINGS } })
  assert.is(channelOf(told), 'PJSIP/300')
  assert.is(told.log.at(-1)?.[1], 'end')
  assert.equal([...devices(told.pbx)].sort(), ['PJSIP/30', 'PJSIP/300'])
  assert.is(told.actions('Originate').length, 3)
  assert.equal(told.faults, [])
})

all('the others are ended before the value, as answered elsewhere', () => {
  const told = ringing({ phones: { 'PJSIP/200': RINGS, 'PJSIP/300': answers(1000), 'PJSIP/2222': RINGS } })
  const hangups = told.actions('Hangup')
  assert.equal(
    hangups.map(([, , cause]) => cause),
    ['26', '26'],
  )
  assert.equal(
    hangups.map(([at]) => at),
    [told.log[0]?.[0], told.log[0]?.[0]],
  )
})

all('on the wire the others end before all that a subscriber of the value sends', () => {
  const pbx = simulate({
    users: USERS,
    endpoints: { 'PJSIP/200': RINGS, 'PJSIP/300': answers(500) },
    contexts: { door: () => [hangup()] },
  })
  story((at) => {
    const asterisk = client(pbx.transport)
    asterisk.callFirst(['PJSIP/200', 'PJSIP/300'], '240', 'door').subscribe({
      next: () => noted(asterisk.sendUserEvent('Answered')),
      error: assert.unreachable,
    })
    at(5000, () => asterisk.close())
  })
  const sent = pbx.actions().map(({ action }) => action)
  assert.ok(sent.includes('Hangup') && sent.indexOf('Hangup') < sent.indexOf('UserEvent'))
})

all('of two whose answers come in one piece one wins, and the other is hung up', () => {
  const placed: { readonly id: string; readonly text: string }[] = []
  const server = peer(
    politeExcept({
      Originate: (action, link) => {
        accepting(action, link)
        placed.push(action)
        if (placed.length < 2) return
        const frames = placed.map(({ id, text }) =>
          outcome(id, 'Success', 'Channel: PJSIP/x-1', `Uniqueid: ${channelIdOf(text)}`).join('\r\n'),
        )
        link.raw(`${frames.join('\r\n\r\n')}\r\n\r\n`)
      },
      Hangup: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'Message: Channel Hungup')
      },
    }),
  )
  let log: Log = []
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    at(100, () => {
      log = noted(asterisk.callFirst(['PJSIP/200', 'PJSIP/300'], '240', 'door')).log
    })
    at(5000, () => asterisk.close())
  })
  const [first = '', second = ''] = placed.map(({ text }) => channelIdOf(text))
  assert.match(JSON.stringify(said({ log })[0]), first)
  assert.is(log.length, 2)
  assert.is(server.heard('Hangup').length, 1)
  assert.match(server.heard('Hangup')[0]?.text ?? '', second)
})

all('fails once all have failed, with the failure of each in one sentence', () => {
  const told = ringing({
    phones: { 'PJSIP/200': BUSY, 'PJSIP/300': RINGS, 'PJSIP/2222': AWAY },
    options: { timeout: 2000 },
  })
  const [failure] = said(told)
  assert.ok(isFailure(failure) && failure._tag === 'CallFailed')
  assert.is(failure.reason, 'noAnswer')
  assert.is(failure.source, PHONES.join(', '))
  assert.equal(
    failure.legs?.map((leg) => (leg._tag === 'CallFailed' ? leg.reason : leg)),
    ['busy', 'noAnswer', 'failed'],
  )
  assert.is(
    show(failure),
    'nobody answered: PJSIP/200 is busy; PJSIP/300 did not answer; PJSIP/2222 could not be called; is it registered, and is its technology right?',
  )
  assert.equal(told.pbx.channels(), [])
})

const isFailure = (value: unknown): value is Failure => typeof value === 'object' && value !== null && '_tag' in value

all('unsubscribing ends all', () => {
  const told = ringing({ phones: { 'PJSIP/200': RINGS, 'PJSIP/300': RINGS, 'PJSIP/2222': RINGS }, leave: 500 })
  assert.equal(told.log, [])
  assert.equal(told.pbx.channels(), [])
  assert.is(told.actions('Hangup').length, 3)
  assert.equal(told.actions('Hangup')[0]?.[2], '')
  assert.equal(told.faults, [])
})

all('goes on through an outage: the phone that answered meanwhile wins', () => {
  const told = ringing({
    phones: { 'PJSIP/200': answers(1100), 'PJSIP/300': answers(3000), 'PJSIP/2222': RINGS },
    also: (at, pbx) => {
      at(1000, () => {
        pbx.faults.drop()
      })
    },
  })
  assert.is(channelOf(told), 'PJSIP/200')
  assert.is(told.actions('Originate').length, 3)
  assert.equal([...devices(told.pbx)].sort(), ['PJSIP/200', 'PJSIP/30'])
})

const others = suite('callFirst: one after the other, and widening')

others('the next rings when one has failed, and each has the whole time', () => {
  const { invited, log } = ringing({
    phones: { 'PJSIP/200': BUSY, 'PJSIP/300': RINGS, 'PJSIP/2222': answers(500) },
    options: { strategy: 'oneAfterTheOther', timeout: 2000 },
  })
  const [second = 0] = invited['PJSIP/300'] ?? []
  const [third = 0] = invited['PJSIP/2222'] ?? []
  assert.ok(second < 400, 'a busy phone is passed at once')
  assert.ok(third - second >= 2000 && third - second < 2100)
  assert.match(JSON.stringify(log), 'PJSIP/2222-')
})

others('the rest does not ring when one has answered', () => {
  const { invited } = ringing({
    phones: { 'PJSIP/200': answers(500), 'PJSIP/300': RINGS, 'PJSIP/2222': RINGS },
    options: { strategy: 'oneAfterTheOther' },
  })
  assert.equal([invited['PJSIP/300'], invited['PJSIP/2222']], [[], []])
})

others('the rest does not ring when nobody waits any more', () => {
  const { pbx, actions } = ringing({
    phones: { 'PJSIP/200': RINGS, 'PJSIP/300': RINGS, 'PJSIP/2222': RINGS },
    options: { strategy: 'oneAfterTheOther', timeout: 2000 },
    leave: 1000,
  })
  assert.equal(pbx.channels(), [])
  assert.is(actions('Originate').length, 1)
})

others('one more rings each five seconds, and all stop together', () => {
  const { invited, log } = ringing({
    phones: { 'PJSIP/200': RINGS, 'PJSIP/300': RINGS, 'PJSIP/2222': RINGS },
    options: { strategy: 'widening', timeout: 20_000 },
  })
  assert.equal(Object.values(invited).flat(), [0, 5000, 10_000])
  const [at = 0] = log[0] ?? []
  assert.ok(at >= 20_000 && at < 20_100, `it ended at ${at}`)
  assert.equal(tags({ log }), ['CallFailed'])
})

others('one more rings at once when none rings any more', () => {
  const { invited } = ringing({
    phones: { 'PJSIP/200': BUSY, 'PJSIP/300': RINGS, 'PJSIP/2222': RINGS },
    options: { strategy: 'widening', timeout: 20_000, every: 3000 },
  })
  const [second = 0] = invited['PJSIP/300'] ?? []
  assert.ok(second < 400)
  assert.equal(invited['PJSIP/2222'], [second + 3000])
})

all.run()
others.run()
