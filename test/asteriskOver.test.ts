/** `asteriskOver`: streams and functions over a connection that is a plain object, without any link. */
import * as O from 'fp-ts/lib/Option.js'
import { BehaviorSubject, Observable, Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Action,
  AmiError,
  asteriskOver,
  type Connection,
  eventsOfModel,
  type Failure,
  frame,
  type Frame,
  type Status,
  type WatchedStream,
} from '../src/index.js'
import { hangup, listItem, messageWaiting, newchannel } from './support/wire.js'

const READY: Status = { _tag: 'Ready', ami: '11.0.0', asterisk: O.some(22), gap: O.none, reading: [] }

/** A source of frames and a request function: each action is answered at once by the frames of `answers`. */
const plain = (answers: Record<string, readonly Frame[]> = {}) => {
  const frame$ = new Subject<Frame>()
  const status$ = new BehaviorSubject<Status>({ _tag: 'Idle' })
  const fault$ = new Subject<Failure>()
  const asked: Action[] = []
  /** Each ends a request that is not answered, as when a link is lost. */
  const losing: (() => void)[] = []
  let serial = 0
  const connection: Connection = {
    name: 'plain',
    events: 'on',
    status$,
    fault$,
    frame$,
    acceptedFrame$: frame$,
    report: (failure) => {
      fault$.next(failure)
    },
    ask: ({ action, mark, reply }) =>
      new Observable((subscriber) => {
        serial += 1
        asked.push(action)
        losing.push(() => {
          subscriber.error(
            new AmiError({ _tag: 'FateUnknown', action: action.Action, why: 'the link was lost', needs: [] }),
          )
        })
        const id = `zplain-${serial}${mark === undefined ? '' : `-${mark}`}`
        for (const answer of answers[action.Action] ?? []) {
          const [first = '', ...lines] = answer.text.split('\r\n')
          const replied = frame(first, `ActionID: ${id}`, ...lines.filter((line) => !line.startsWith('ActionID')))
          frame$.next(replied)
          const outcome = reply(replied, subscriber)
          if (outcome === 'done') subscriber.complete()
          else if (outcome !== 'more') subscriber.error(new AmiError(outcome))
        }
      }),
    metrics: () => ({
      frames: 0,
      events: 0,
      faults: 0,
      pending: 0,
      reconnects: 0,
      refusedLogins: 0,
      readySince: O.none,
      lastPong: O.none,
    }),
    close: () => Promise.resolve(),
  }
  const lose = (): void => {
    for (const each of losing.splice(0)) each()
  }
  return { connection, asked, frame$, status$, lose }
}

const LIST = [
  frame('Response: Success', 'EventList: start'),
  listItem('PJSIP/2222-00000001'),
  frame('Event: StatusComplete', 'EventList: Complete'),
]

const test = suite('asteriskOver a plain object')

test('streams follow its frames', () => {
  const { connection, frame$ } = plain()
  const { event, userEvent, channelChange$ } = asteriskOver(connection)
  const seen: unknown[] = []
  event('Hangup').subscribe(({ name, origin }) => seen.push([name, origin]))
  userEvent('Door').subscribe(({ source }) => seen.push(source))
  channelChange$.subscribe(({ _tag }) => seen.push(_tag))
  frame$.next(frame('Event: UserEvent', 'UserEvent: Door', 'Source: front'))
  frame$.next(hangup('PJSIP/2222-00000001'))
  assert.equal(seen, [O.some('front'), ['Hangup', 'plain']])
})

test('a device is silent until its list came, which is asked for by the request function at Ready', () => {
  const { connection, asked, frame$, status$ } = plain({ Status: LIST })
  const seen: boolean[] = []
  asteriskOver(connection)
    .device('2222')
    .subscribe((busy) => seen.push(busy))
  assert.equal([seen, asked], [[], []])
  status$.next(READY)
  assert.equal([seen, asked], [[true], [{ Action: 'Status' }]])
  frame$.next(hangup('PJSIP/2222-00000001'))
  frame$.next(newchannel('PJSIP/2222-00000002'))
  assert.equal(seen, [true, false, true])
})

test('functions are requests', () => {
  const { connection, asked } = plain({
    DBPut: [frame('Response: Success', 'Message: Updated database successfully')],
    Hangup: [frame('Response: Error', 'Message: Permission denied')],
  })
  const asterisk = asteriskOver(connection)
  const seen: unknown[] = []
  asterisk.dbWrite('dnd/office', true).subscribe({ next: () => seen.push('stored'), complete: () => seen.push('end') })
  asterisk.hangup('30').subscribe({
    error: (error: unknown) => seen.push(error instanceof AmiError && error.failure._tag),
  })
  assert.equal(seen, ['stored', 'end', 'Refused'])
  assert.equal(
    asked.map(({ Action: name }) => name),
    ['DBPut', 'Hangup'],
  )
})

test('a call outlives an outage of any connection: the list after it has the outcome, and nothing is placed twice', () => {
  const answers: Record<string, readonly Frame[]> = {}
  const { connection, asked, status$, lose } = plain(answers)
  const seen: unknown[] = []
  status$.next(READY)
  asteriskOver(connection)
    .call('PJSIP/200', '240', 'door')
    .subscribe({ next: ({ channel }) => seen.push(channel), error: (error: unknown) => seen.push(error) })
  const uniqueid = String(asked[0]?.['ChannelId'])
  const failure: Failure = { _tag: 'LinkLost', why: 'the bus is away' }
  status$.next({ _tag: 'Waiting', attempt: 1, delay: 100, failure })
  lose()
  assert.equal(seen, [])
  answers['Status'] = [
    frame('Response: Success', 'EventList: start'),
    frame('Event: Status', 'Channel: PJSIP/200-00000001', 'ChannelState: 6', `Uniqueid: ${uniqueid}`),
    frame('Event: StatusComplete', 'EventList: Complete'),
  ]
  status$.next({ ...READY, gap: O.some({ away: 100, resynchronised: [], unknown: [] }) })
  assert.equal(seen, ['PJSIP/200-00000001'])
  assert.is(asked.filter(({ Action: name }) => name === 'Originate').length, 1)
})

test('its status is told at once, and ready$ emits each Ready', () => {
  const { connection, status$ } = plain()
  const asterisk = asteriskOver(connection)
  const seen: string[] = []
  asterisk.ready$.subscribe(({ ami }) => seen.push(ami))
  assert.equal([asterisk.status()._tag, seen], ['Idle', []])
  status$.next(READY)
  assert.equal([asterisk.status()._tag, seen], ['Ready', ['11.0.0']])
})

test('an answer that comes at once follows the announcement that caused the question', () => {
  const { connection, frame$, status$ } = plain({
    MailboxCount: [
      frame('Response: Success', 'Mailbox: 2222@default', 'UrgMessages: 1', 'NewMessages: 1', 'OldMessages: 0'),
    ],
  })
  const seen: unknown[] = []
  status$.next(READY)
  asteriskOver(connection)
    .mailbox('2222')
    .subscribe((count) => seen.push(count))
  frame$.next(messageWaiting('2222@default', { old: 0, new: 3 }))
  assert.equal(seen.at(-1), { old: 0, new: 1, urgent: O.some(1) })
})

test('nothing is asked while the connection is away', () => {
  const { connection, asked, status$ } = plain({ Status: LIST })
  const { device, mailbox } = asteriskOver(connection)
  device('2222').subscribe()
  status$.next(READY)
  status$.next({ _tag: 'Connecting', peer: 'plain' })
  mailbox('2222').subscribe()
  assert.equal(asked, [{ Action: 'Status' }])
  status$.next(READY)
  // the smallest question comes first
  assert.equal(
    asked.map(({ Action: name }) => name),
    ['Status', 'MailboxCount'],
  )
})

test('the status is followed while a model is watched, and no longer', () => {
  const { connection, status$ } = plain({ Status: LIST })
  const watching = asteriskOver(connection).device('2222').subscribe()
  assert.is(status$.observed, true)
  watching.unsubscribe()
  assert.is(status$.observed, false)
})

test('nothing is asked once nothing is watched', () => {
  const { connection, asked, status$ } = plain({ Status: LIST })
  asteriskOver(connection).device('2222').subscribe().unsubscribe()
  status$.next(READY)
  assert.equal(asked, [])
})

test('every member of an Asterisk is a plain value, so that it can be spread, and V8 makes it fast (bench: connecting)', () => {
  const { connection } = plain()
  const members = Object.entries(Object.getOwnPropertyDescriptors(asteriskOver(connection)))
  assert.ok(members.length > 50)
  assert.equal(
    members.flatMap(([name, property]) => ('value' in property ? [] : [name])),
    [],
  )
})

test('a connection is told of each subscription to a stream, and of the models and events that it reads', () => {
  const watched: WatchedStream[] = []
  const asterisk = asteriskOver({ ...plain().connection, onWatch: (each) => watched.push(each) })
  const key = () => 'all'
  const streams: readonly Observable<unknown>[] = [
    asterisk.mailbox('2222'),
    asterisk.mailbox('30'),
    asterisk.parked$,
    asterisk.dtmf('2222'),
    asterisk.event('Hangup', 'Cdr'),
    asterisk.live({ list: { Action: 'Agents' }, events: ['AgentLogin'], ends: ['AgentLogoff'], key }),
    asterisk.event$,
    asterisk.frame$,
  ]
  assert.equal(watched, [])
  for (const stream$ of streams) stream$.subscribe()
  const mailbox: WatchedStream = { stream: 'mailbox', models: ['mailboxes'], events: ['MessageWaiting'] }
  assert.equal(watched, [
    mailbox,
    mailbox,
    { stream: 'parked$', models: ['parked'], events: eventsOfModel('parked') },
    { stream: 'dtmf', models: [], events: ['DTMFEnd'] },
    { stream: "event('Hangup')", models: [], events: ['Hangup'] },
    { stream: "event('Cdr')", models: [], events: ['Cdr'] },
    { stream: "live('Agents')", models: [], events: ['AgentLogin', 'AgentLogoff'] },
  ])
})

test('a connection that is told of its streams is checked against its mask as well', () => {
  const { connection } = plain()
  const said: string[] = []
  const asterisk = asteriskOver({
    ...connection,
    events: ['user'],
    report: (failure) => said.push(failure._tag),
    onWatch: ({ stream, models }) => said.push(`${stream} reads ${models.join(', ')}`),
  })
  asterisk.callOf('2222').subscribe()
  assert.equal(said, ['Masked', 'callOf reads channels, calls, deviceCalls'])
})

test.run()
