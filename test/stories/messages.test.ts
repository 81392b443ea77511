/** Stories 27–34: odd frames. Each story is a bug of another client; a comment has its source. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame, type Event } from '../../src/index.js'
import { politeExcept, client, noted, peer, said, story, tags } from '../support/peer.js'
import { keepOpen, staged } from './stage.js'

const test = suite('stories: messages')

/** The emissions of a command whose answer has these lines. */
const commandAnswered = (...lines: readonly string[]): readonly unknown[] => {
  const server = peer(
    politeExcept({
      Command: ({ id }, link) => {
        link.say(...lines.map((line) => line.replace('<id>', id)))
      },
    }),
  )
  let gave: readonly unknown[] = []
  story((at) => {
    const asterisk = client(server.transport)
    const command = noted(asterisk.command('core show uptime'))
    at(100, () => {
      gave = said(command)
      void asterisk.close()
    })
  })
  return gave
}

const GOOD = 'Event: UserEvent\r\nUserEvent: Good\r\n\r\n'

/** The frames that came of these bytes, and tags of faults; a good frame follows, which must survive. */
const received = (bytes: string | Uint8Array, piece = Number.MAX_SAFE_INTEGER) => {
  const events: Event[] = []
  let faults: readonly string[] = []
  staged(({ asterisk, pbx, at }) => {
    const told = noted(asterisk.fault$)
    asterisk.event$.subscribe((event) => void events.push(event))
    at(1000, () => {
      pbx.faults.split(piece)
      pbx.faults.garble(bytes)
      pbx.faults.garble(GOOD)
    })
    at(1100, () => {
      const ping = noted(asterisk.send({ Action: 'Ping' }))
      at(100, () => {
        assert.is(ping.log.length, 2, 'the next Ping is answered')
        faults = tags(told)
      })
    })
  })
  // the first is FullyBooted of the login
  const [, ...came] = events
  assert.is(came.at(-1)?.frame.get('UserEvent'), 'Good')
  return { events: came.slice(0, -1).map((event) => event.frame), faults }
}

const ANSWER = ['Response: Success', 'ActionID: <id>', 'Message: Command output follows'] as const

// Story: Command of 14 and newer, with repeated Output (asterisk-java#185, reactphp-ami#50, PAMI#182 #186, amiws#6; hangs Nami and
// ami-io)
test('story 27: the output is always an array, with its blanks and empty lines', () => {
  assert.equal(commandAnswered(...ANSWER), [[], 'end'])
  assert.equal(commandAnswered(...ANSWER, 'Output: one'), [['one'], 'end'])
  assert.equal(commandAnswered(...ANSWER, 'Output:   one', 'Output: ', 'Output: three: 3'), [
    ['  one', '', 'three: 3'],
    'end',
  ])
  const failed = ['Response: Error', 'ActionID: <id>', 'Message: Command output follows', "Output: No such command 'x'"]
  assert.equal(commandAnswered(...failed), [
    { _tag: 'Refused', action: 'Command', message: "No such command 'x'", needs: [] },
  ])
})

// Story: Command of 13 and older, with free text up to END COMMAND (PAMI#88, amigo#3, pyst2, ruby_ami)
test('story 28: a blank line or a colon inside ends nothing', () => {
  const lines = ['Name: a', '', '  b: c', 'Response time: 4']
  assert.equal(
    commandAnswered('Response: Follows', 'Privilege: Command', 'ActionID: <id>', ...lines, '--END COMMAND--'),
    [lines, 'end'],
  )
  staged(
    ({ asterisk, at }) => {
      const command = noted(asterisk.command('core show version'))
      at(100, () => assert.equal(said(command), [['Asterisk 13.0.0 built by rx-asterisk'], 'end']))
    },
    {},
    { version: 13 },
  )
})

// Story: `--END SMS EVENT--`, a line without a colon (pipobscure#42)
test('story 29: the frames after a line without a colon are read', () => {
  const { events, faults } = received('Event: DongleNewSMS\r\nMessage: hello\r\n--END SMS EVENT--\r\n\r\n')
  assert.equal(
    events.map((event) => [event.event, event.get('Message')]),
    [['DongleNewSMS', 'hello']],
  )
  assert.equal(faults, [])
})

const SHAPES = [
  ['a frame ended by CRLF LF (asterisk#761)', 'Event: A\r\nX: 1\r\n\n', ['1']],
  ['a bare LF inside a value (PAMI#89)', 'Event: A\r\nX: CallStarted: now\nY: 2\r\n\r\n', ['CallStarted: now\nY: 2']],
  ['two blank lines (reactphp-ami PR #49)', 'Event: A\r\nX: 1\r\n\r\n\r\n', ['1']],
  ['a key without a value (amigo#5, reactphp-ami PR #28)', 'Event: A\r\nX:\r\n\r\n', ['']],
  ['a key without a blank', 'Event: A\r\nX:1\r\n\r\n', ['1']],
] as const

// Story: odd line ends, line feeds, blank lines and empty values (asterisk#761, PAMI#89, reactphp-ami PR #49 #28, amigo#5)
test('story 30: each is one frame, and the next frame is read', () => {
  for (const [what, bytes, values] of SHAPES) {
    for (const piece of [1, 7, 4096]) {
      const { events, faults } = received(bytes, piece)
      assert.equal(
        events.map((event) => event.get('X')),
        values,
        what,
      )
      assert.equal(faults, [], what)
    }
  }
})

// Story: text without headers, such as the output of Queues (pipobscure#41, danjenkins#10, PAMI#1 #61)
test('story 31: it is one fault, and the next frame after a blank line is read', () => {
  const queues = 'default has 0 calls (max unlimited) in strategy\r\n   No Members\r\n   No Callers\r\n\r\n'
  const { events, faults } = received(queues)
  assert.equal(events, [])
  assert.equal(faults, ['Malformed'])
})

// Story: UTF-8 that is split over segments, and Latin-1 (ami-io#16, python-ami#7, AsterNET#22, measured)
test('story 32: letters survive any cut, and a wrong byte is a replacement and never an error', () => {
  for (const piece of [1, 2, 3]) {
    const { events } = received('Event: A\r\nX: Jürgen ☎\r\n\r\n', piece)
    assert.is(events[0]?.get('X'), 'Jürgen ☎')
  }
  const latin = Buffer.from('Event: A\r\nX: J\xfcrgen\r\n\r\n', 'latin1')
  assert.is(received(latin).events[0]?.get('X'), 'J\ufffdrgen')
})

// Story: repeated headers that are lost (measured in 3 of 5, python-ami PR #55)
test('story 33: all of them are read, in order', () => {
  const { events } = received(
    'Event: A\r\nChanVariable: X=1\r\nChanVariable: Y=2\r\nOther: o\r\nChanVariable: X=3\r\n\r\n',
  )
  assert.equal(events[0]?.all('ChanVariable'), ['X=1', 'Y=2', 'X=3'])
  const own: string[] = []
  staged(({ asterisk, pbx, at }) => {
    asterisk.userEvent('Many').subscribe(({ headers }) => {
      own.push(...headers.map(([name, value]) => `${name}=${value}`))
    })
    at(100, () => noted(asterisk.sendUserEvent('Many', { Key: ['1', '2'], Other: 'o' })))
    at(200, () => assert.equal(own, ['Key=1', 'Key=2', 'Other=o']))
    at(300, () => pbx.userEvent('Nobody', {}))
  })
})

// Story: values with `: ` or `=`, and names in another case (`ActionId`)
test('story 34: a header is cut at its first colon only, and found in any case', () => {
  const { events } = received('Event: A\r\nX: sip:30@pbx: a=b: c\r\nActionId: mine\r\n\r\n')
  assert.is(events[0]?.get('X'), 'sip:30@pbx: a=b: c')
  assert.is(events[0]?.get('ACTIONID'), 'mine')
  assert.equal(frame('Event: A', 'X: a: b').headers, [
    ['Event', 'A'],
    ['X', 'a: b'],
  ])
  staged(({ asterisk, at }) => {
    keepOpen(asterisk)
    noted(asterisk.dbWrite('a/b', 'x: y=z'))
    at(100, () => {
      const read = noted(asterisk.dbRead('a/b'))
      at(100, () => assert.equal(said(read), [{ _tag: 'Some', value: 'x: y=z' }, 'end']))
    })
  })
})

test.run()
