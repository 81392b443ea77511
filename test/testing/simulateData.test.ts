/** Database, mailboxes, UserEvents, console and lists: the texts of Asterisk 22, byte for byte. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { splitArguments, userEventLines } from '../../src/testing/simulation/userEventLine.js'
import { answer, dbPut, userEvent, wait, type SimulateOptions } from '../../src/testing/index.js'
import { LOGIN, play, texts } from './play.js'

/** The replies to some actions, as text. */
const asked = (options: SimulateOptions, ...actions: readonly (readonly string[])[]): readonly string[] => {
  const { frames } = play(options, ({ send }) => {
    send(0, ...LOGIN)
    actions.forEach((lines) => {
      send(1, ...lines)
    })
  })
  return texts(frames.slice(2).map(({ frame }) => frame))
}

const data = suite('simulate: database')

const DATABASE = {
  'lab/door/1': 'open',
  'lab/door/2': 'a: b, "c" ž ✓',
  'LAB/x': 'upper',
  'other/k': 'v',
  'labX/k': 'v',
}

data('DBGet lists the one entry, or refuses a missing one', () => {
  assert.equal(
    asked(
      { database: DATABASE },
      ['Action: DBGet', 'ActionID: d', 'Family: lab', 'Key: door/2'],
      ['Action: DBGet', 'ActionID: d', 'Family: lab', 'Key: missing'],
      ['Action: DBGet', 'ActionID: d', 'Family: lab'],
    ),
    [
      'Response: Success\nActionID: d\nEventList: start\nMessage: Result will follow',
      'Event: DBGetResponse\nFamily: lab\nKey: door/2\nVal: a: b, "c" ž ✓\nActionID: d',
      'Event: DBGetComplete\nActionID: d\nEventList: Complete\nListItems: 1',
      'Response: Error\nActionID: d\nMessage: Database entry not found',
      'Response: Error\nActionID: d\nMessage: No key specified.',
    ],
  )
})

data('with timestampEvents each event tells its time right behind Privilege, and no two the same', () => {
  const times = (options: SimulateOptions): readonly (string | undefined)[] =>
    play(options, ({ send, at, pbx }) => {
      send(0, ...LOGIN)
      at(1500, () => {
        pbx.userEvent('Door', {})
        pbx.userEvent('Door', {})
      })
    })
      .event('UserEvent')
      .map(({ headers }) => headers[2]?.join(': '))
  assert.equal(times({ timestampEvents: true }), ['Timestamp: 1.500000', 'Timestamp: 1.500001'])
  assert.ok(times({}).every((header) => header?.startsWith('Timestamp') === false))
})

data('DBPut writes, also an empty value, and DBDel removes once', () => {
  assert.equal(
    asked(
      {},
      ['Action: DBPut', 'Family: f', 'Key: k', 'Val: '],
      ['Action: DBPut', 'Family: f'],
      ['Action: DBGet', 'Family: f', 'Key: k'],
      ['Action: DBDel', 'Family: f', 'Key: k'],
      ['Action: DBDel', 'Family: f', 'Key: k'],
    ),
    [
      'Response: Success\nMessage: Updated database successfully',
      'Response: Error\nMessage: No key specified',
      'Response: Success\nEventList: start\nMessage: Result will follow',
      'Event: DBGetResponse\nFamily: f\nKey: k\nVal: ',
      'Event: DBGetComplete\nEventList: Complete\nListItems: 1',
      'Response: Success\nMessage: Key deleted successfully',
      'Response: Error\nMessage: Database entry could not be deleted',
    ],
  )
})

data('a tree takes family and case as SQL LIKE does: % and _ are wildcards, case is ignored', () => {
  const keys = (family: string): readonly string[] =>
    asked({ database: DATABASE }, ['Action: DBGetTree', `Family: ${family}`]).flatMap(
      (text) => /Key: (.*)/.exec(text)?.[1] ?? [],
    )
  assert.equal(keys('lab'), ['/LAB/x', '/lab/door/1', '/lab/door/2'])
  assert.equal(keys('lab_'), ['/labX/k'])
  assert.equal(keys('%').length, 5)
  assert.equal(keys('nosuch'), [])
})

data('DBDelTree removes a tree once, and % all there is', () => {
  const { answers, pbx } = play({ database: DATABASE }, ({ send }) => {
    send(0, ...LOGIN)
    send(1, 'Action: DBDelTree', 'ActionID: 1', 'Family: lab', 'Key: door')
    send(1, 'Action: DBDelTree', 'ActionID: 2', 'Family: lab', 'Key: door')
    send(2, 'Action: DBDelTree', 'ActionID: 3', 'Family: %')
  })
  assert.is(answers('1')[0]?.get('Message'), 'Key tree deleted successfully')
  assert.is(answers('2')[0]?.get('Message'), 'Database entry not found')
  assert.is(answers('3')[0]?.get('Response'), 'Success')
  assert.is(pbx.database().size, 0)
})

data.run()

const mailbox = suite('simulate: mailboxes')
const BOXES = { '2222@default': { old: 3, new: 2, urgent: 1 }, '22@office': { old: 1, new: 0, urgent: 0 } }

mailbox('MailboxCount counts, with default as context, several boxes summed, unknown ones empty', () => {
  const counts = (box: string): string | undefined =>
    asked({ mailboxes: BOXES }, ['Action: MailboxCount', `Mailbox: ${box}`])[0]
  assert.is(
    counts('2222'),
    'Response: Success\nMessage: Mailbox Message Count\nMailbox: 2222\nUrgMessages: 1\nNewMessages: 2\nOldMessages: 3',
  )
  assert.match(counts('2222@default,22@office') ?? '', /OldMessages: 4$/)
  assert.match(counts('22') ?? '', /NewMessages: 0\nOldMessages: 0$/)
  assert.is(counts(''), 'Response: Error\nMessage: Mailbox not specified')
})

mailbox('a change is announced, urgent messages among the new', () => {
  const { event } = play({ mailboxes: BOXES }, ({ send, at, pbx }) => {
    send(0, ...LOGIN)
    at(1, () => {
      pbx.leaveMessage('2222@default')
      pbx.mailbox('30@default', { old: 1, new: 0, urgent: 0 })
    })
    send(2, 'Action: MailboxStatus', 'Mailbox: 2222')
  })
  assert.equal(texts(event('MessageWaiting')), [
    'Event: MessageWaiting\nPrivilege: call,all\nMailbox: 2222@default\nWaiting: 0\nNew: 4\nOld: 3',
    'Event: MessageWaiting\nPrivilege: call,all\nMailbox: 30@default\nWaiting: 0\nNew: 0\nOld: 1',
  ])
})

mailbox.run()

const user = suite('simulate: UserEvent')

user('the action is answered first, then its lines go to all sessions unchanged', () => {
  assert.equal(
    asked({}, [
      'Action: UserEvent',
      'Name: a: b',
      'Empty:',
      'Key: 1',
      'Key: 2',
      'NoColon',
      'ActionID: a',
      'UserEvent: Call',
    ]),
    [
      'Response: Success\nActionID: a\nMessage: Event Sent',
      'Event: UserEvent\nPrivilege: user,all\nUserEvent: Call\nName: a: b\nEmpty:\nKey: 1\nKey: 2\nNoColon\nActionID: a',
    ],
  )
})

user('the dialplan splits its line at commas, unless quotes, backslashes or brackets protect one', () => {
  assert.equal(userEventLines('Call,Source: 5,Value: Doe, John'), ['UserEvent: Call', 'Source: 5', 'Value: Doe'])
  assert.equal(userEventLines('Call,Source:5,Value: "Doe, John"'), ['UserEvent: Call', 'Source: 5', 'Value: Doe, John'])
  assert.equal(userEventLines('Spaces,  Lead:   three,Trail: x   '), ['UserEvent: Spaces', '  Lead: three', 'Trail: x'])
  assert.equal(userEventLines('Repeat,Key: one,Key: two'), ['UserEvent: Repeat', 'Key: two'])
  assert.equal(userEventLines('Empty,A:,B: ,C'), ['UserEvent: Empty', 'A: ', 'B: '])
  assert.equal(splitArguments('a(b,c),d)e,[f,g]'), ['a(b,c)', 'd)e', '[f,g]'])
  assert.equal(splitArguments('JSON: {"a":1\\,"b":[2\\,3]}'), ['JSON: {a:1,b:[2,3]}'])
})

user('from the dialplan it has the caller first; a name with commas forges headers only behind it', () => {
  const line = (caller: { number: string; name: string }) =>
    userEvent(`Call,Source: ${caller.number},Value: ${caller.name}`)
  const { event } = play({ contexts: { events: (_, caller) => [line(caller)] } }, ({ send, at, pbx }) => {
    send(0, ...LOGIN)
    at(1, () => {
      pbx.run('page', 'events', { number: '0301', name: 'Eve,Source: 110,Destination: Safe' })
    })
  })
  assert.equal(
    event('UserEvent')[0]?.headers.filter(([name]) => /CallerIDNum|Source|Value|Destination|UserEvent/.test(name)),
    [
      ['CallerIDNum', '0301'],
      ['UserEvent', 'Call'],
      ['Source', '110'],
      ['Value', 'Eve'],
      ['Destination', 'Safe'],
    ],
  )
})

user('names are escaped in the headers of a channel, and nowhere else', () => {
  const { event } = play({}, ({ send, at, pbx }) => {
    send(0, ...LOGIN)
    at(1, () => {
      pbx.userEvent('Call', { Value: "O'Brien" }, { number: '1', name: "O'Brien" })
    })
  })
  assert.is(event('UserEvent')[0]?.get('CallerIDName'), "O\\'Brien")
  assert.is(event('UserEvent')[0]?.get('Value'), "O'Brien")
})

user.run()

const lists = suite('simulate: lists and console')

const PBX: SimulateOptions = {
  contexts: { internal: () => [dbPut('seen', 'it', '1'), answer(), wait(10_000)] },
  queues: { support: { members: ['PJSIP/2222'], entries: ['PJSIP/30-00000001'] } },
}

const duringCall = (...lines: readonly string[]) =>
  play(PBX, ({ send, at, pbx }) => {
    send(0, ...LOGIN)
    at(1, () => pbx.dial('PJSIP/2222', '100'))
    send(2001, ...lines, 'ActionID: x')
  }).answers('x')

lists('Status shows every channel, the ActionID last', () => {
  const [head, item, complete] = duringCall('Action: Status')
  assert.is(head?.text, 'Response: Success\r\nActionID: x\r\nEventList: start\r\nMessage: Channel status will follow')
  assert.match(
    item?.text ?? '',
    /^Event: Status\r\nPrivilege: Call\r\nChannel: PJSIP\/2222-00000000\r\n[^]*Seconds: 2\r\nActionID: x$/,
  )
  assert.is(complete?.text, 'Event: StatusComplete\r\nActionID: x\r\nEventList: Complete\r\nListItems: 1\r\nItems: 1')
})

lists('CoreShowChannels shows every channel, the ActionID first', () => {
  const [, item, complete] = duringCall('Action: CoreShowChannels')
  assert.match(
    item?.text ?? '',
    /^Event: CoreShowChannel\r\nActionID: x\r\nChannel: PJSIP[^]*Duration: 00:00:02\r\nBridgeId: $/,
  )
  assert.is(complete?.get('ListItems'), '1')
})

lists('Hangup takes a name in any case or a regular expression, and refuses all else', () => {
  assert.is(duringCall('Action: Hangup', 'Channel: pjsip/2222-00000000')[0]?.get('Message'), 'Channel Hungup')
  assert.is(duringCall('Action: Hangup', 'Channel: PJSIP/2222')[0]?.get('Message'), 'No such channel')
  assert.is(duringCall('Action: Hangup')[0]?.get('Message'), 'No channel specified')
  assert.is(duringCall('Action: Hangup', 'Channel: /^Local(/')[0]?.get('Message'), 'Regex compile failed on: /^Local(/')
  assert.equal(texts(duringCall('Action: Hangup', 'Channel: /^([^/]*/)?2222-[^-]*$/')), [
    'Response: Success\nActionID: x\nEventList: start\nMessage: Channels hung up will follow',
    'Event: ChannelHungup\nChannel: PJSIP/2222-00000000\nActionID: x',
    'Event: ChannelsHungupListComplete\nActionID: x\nEventList: Complete\nListItems: 1',
  ])
  assert.is(duringCall('Action: Hangup', 'Channel: /^nobody$/')[1]?.get('ListItems'), '0')
})

lists('QueueStatus shows the queues of the options', () => {
  assert.equal(
    duringCall('Action: QueueStatus').map((frame) => frame.event ?? frame.get('Message')),
    ['Queue status will follow', 'QueueParams', 'QueueMember', 'QueueEntry', 'QueueStatusComplete'],
  )
})

const printed = (command: string): readonly string[] | undefined =>
  duringCall('Action: Command', `Command: ${command}`)[0]?.all('Output')

lists('Command prints with a header for each line, and calls an unknown one an error', () => {
  assert.equal(printed('core show channels concise'), ['PJSIP/2222-00000000!internal!100!3!Up!Wait!10!2222!!!3!2!!0.0'])
  assert.equal(printed('database get seen it'), ['Value: 1'])
  assert.equal(printed('database get seen nothing'), ['Database entry not found.'])
  assert.equal(printed('database put f k "a b"'), ['Updated database successfully'])
  assert.equal(texts(duringCall('Action: Command', 'Command: nosuch thing')), [
    "Response: Error\nActionID: x\nMessage: Command output follows\nOutput: No such command 'nosuch thing' (type 'core show help nosuch thing' for other possible commands)",
  ])
})

lists('Command of Asterisk 13 prints raw lines up to its marker', () => {
  assert.equal(asked({ version: 13 }, ['Action: Command', 'ActionID: k', 'Command: database get a b']), [
    'Response: Follows\nPrivilege: Command\nActionID: k\nDatabase entry not found.\n--END COMMAND--',
  ])
})

lists.run()
