/** Banner, login and the rules for the bytes of a client. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { challengeKey } from '../../src/link/challenge.js'
import type { Simulation } from '../../src/testing/index.js'
import { LOGIN, openOtherLink, play, texts, type OtherLink } from './play.js'

const login = suite('simulate: login')

login('greets with the banner of its version', () => {
  assert.is(play({}, () => undefined).banner, 'Asterisk Call Manager/11.0.0\r\n')
  assert.is(play({ version: 16 }, () => undefined).banner, 'Asterisk Call Manager/5.0.4\r\n')
})

login('accepts a plain login with a name in any case, and sends FullyBooted after it', () => {
  const users = { Admin: { secret: 'secret', read: 'all', write: 'all' } }
  const { frames } = play({ users }, ({ send }) => {
    send(10, 'Action: login', 'username: ADMIN', 'secret: secret', 'actionid: 1')
  })
  assert.equal(texts(frames.map(({ frame }) => frame)), [
    'Response: Success\nActionID: 1\nMessage: Authentication accepted',
    'Event: FullyBooted\nPrivilege: system,all\nUptime: 0\nLastReload: 0\nStatus: Fully Booted',
  ])
  assert.is(frames[0]?.at, 10)
})

/** Answers the challenge on its own link, and returns all that the link received. */
const loginByChallenge = (pbx: Simulation, key: (challenge: string) => string): OtherLink =>
  openOtherLink(pbx, (text, { send }) => {
    const [, challenge] = /^Challenge: (\d{1,9})\r\n\r\n$/m.exec(text) ?? []
    if (text === '') send('Action: Challenge\r\nAuthType: md5\r\n\r\n')
    if (challenge !== undefined) {
      send(`Action: Login\r\nAuthType: MD5\r\nUsername: admin\r\nKey: ${key(challenge)}\r\n\r\n`)
    }
  })

login('accepts the MD5 answer to its challenge, and no other', () => {
  let right: OtherLink | undefined
  let wrong: OtherLink | undefined
  play({}, ({ at, pbx }) => {
    at(0, () => {
      right = loginByChallenge(pbx, (challenge) => challengeKey(challenge, 'secret'))
      wrong = loginByChallenge(pbx, () => challengeKey('1', 'secret'))
    })
  })
  assert.match(right?.text ?? '', 'Message: Authentication accepted')
  assert.match(wrong?.text ?? '', 'Message: Authentication failed')
})

login('takes no key without a challenge', () => {
  const { frames } = play({}, ({ send }) => {
    send(0, 'Action: Login', 'AuthType: MD5', 'Username: admin', `Key: ${challengeKey('', 'secret')}`)
  })
  assert.is(frames[0]?.frame.get('Message'), 'Authentication failed')
})

login('sends and does nothing after Goodbye', () => {
  const { frames, pbx } = play({}, ({ send, at, pbx: lab }) => {
    send(0, ...LOGIN)
    send(1, 'Action: Logoff', '', 'Action: DBPut', 'Family: f', 'Key: k', 'Val: v')
    at(1, () => {
      lab.userEvent('Late', {})
    })
  })
  assert.is(frames.at(-1)?.frame.response, 'Goodbye')
  assert.is(pbx.database().size, 0)
})

login('refuses a wrong secret after a second, then closes', () => {
  const { frames, ended } = play({}, ({ send }) => {
    send(0, 'Action: Login', 'Username: admin', 'Secret: wrong')
  })
  assert.equal(texts(frames.map(({ frame }) => frame)), ['Response: Error\nMessage: Authentication failed'])
  assert.is(frames[0]?.at, 1000)
  assert.equal(ended, { at: 1000, by: 'close' })
})

login('answers a second login with Already authenticated', () => {
  const { answers } = play({}, ({ send }) => {
    send(0, ...LOGIN)
    send(1, 'Action: Login', 'Username: nobody', 'ActionID: again')
  })
  assert.equal(texts(answers('again')), ['Response: Success\nActionID: again\nMessage: Already authenticated'])
})

login('denies every action before the login, even unknown ones, and accepts Logoff', () => {
  const { frames, ended } = play({}, ({ send }) => {
    send(0, 'Action: Ping', 'ActionID: 1')
    send(0, 'Action: Nonsense', 'ActionID: 2')
    send(1, 'Action: Logoff', 'ActionID: 3')
    send(2, 'Action: Ping', 'ActionID: 4')
  })
  assert.equal(texts(frames.map(({ frame }) => frame)), [
    'Response: Error\nActionID: 1\nMessage: Permission denied',
    'Response: Error\nActionID: 2\nMessage: Permission denied',
    'Response: Goodbye\nActionID: 3\nMessage: Thanks for all the fish.',
  ])
  assert.equal(ended, { at: 1, by: 'close' })
})

login('refuses SHA', () => {
  const { frames } = play({}, ({ send }) => {
    send(0, 'Action: Challenge', 'AuthType: SHA9')
  })
  assert.is(frames[0]?.frame.get('Message'), 'Must specify AuthType')
})

login.run()

const input = suite('simulate: what a client writes')

const said = (...raw: readonly string[]): readonly string[] => {
  const { frames } = play({}, ({ send, raw: write }) => {
    send(0, ...LOGIN)
    raw.forEach((text) => {
      write(1, text)
    })
  })
  return texts(frames.slice(2).map(({ frame }) => frame)).map((text) => text.replace(/\nTimestamp: \d+\.\d{6}$/, ''))
}

input('may come in any pieces', () => {
  assert.equal(said(...Array.from('Action: Ping\r\nActionID: p\r\n\r\n')), [
    'Response: Success\nActionID: p\nPing: Pong',
  ])
})

input('may end lines by LF, have no blank or many after the colon, and repeat names: the first counts', () => {
  assert.equal(said('ACTION:Ping\nActionID:    wide  \nno colon\nActionID: other\n\n'), [
    'Response: Success\nActionID: wide  \nPing: Pong',
  ])
})

input('ends a value at NUL, and takes the first value that is not empty', () => {
  assert.equal(said('Action:\r\nAction: Ping\0Pong\r\nActionID: a\0b\r\n\r\n'), [
    'Response: Success\nActionID: a\nPing: Pong',
  ])
})

input('must name an action, with the colon right behind the word', () => {
  assert.equal(said('\r\n', 'Action : Ping\r\nActionID: s\r\n\r\n'), [
    'Response: Error\nMessage: Missing action in request',
    'Response: Error\nActionID: s\nMessage: Missing action in request',
  ])
})

input('may have lines of 1,022 bytes and no longer ones', () => {
  const put = (bytes: number): string =>
    `Action: DBPut\r\nActionID: ${bytes}\r\nFamily: f\r\nKey: k\r\nVal: ${'x'.repeat(bytes - 5)}\r\n\r\n`
  assert.equal(said(put(1022), put(1023), 'Action: Ping\r\n\r\n'), [
    'Response: Success\nActionID: 1022\nMessage: Updated database successfully',
    'Response: Error\nActionID: 1023\nMessage: Failed to parse message: line too long',
    'Response: Success\nPing: Pong',
  ])
})

input('may have 128 lines and no more', () => {
  const lines = (n: number): string => `Action: Ping\r\nActionID: ${n}\r\n${'A: b\r\n'.repeat(n - 2)}\r\n`
  assert.equal(said(lines(128), lines(129)), [
    'Response: Success\nActionID: 128\nPing: Pong',
    'Response: Error\nActionID: 129\nMessage: Too many lines in message or allocation failure',
  ])
})

input('is refused with its name when the action is unknown', () => {
  assert.equal(said('Action: NoSuchAction\r\nActionID: e1\r\n\r\n'), [
    'Response: Error\nActionID: e1\nMessage: Invalid/unknown command: NoSuchAction. Use Action: ListCommands to show available commands.',
  ])
})

input.run()
