import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  BANNER,
  politeExcept,
  client,
  noted,
  peer,
  polite,
  refusing,
  said,
  silent,
  statusOf,
  story,
  tags,
} from '../support/peer.js'

const test = suite('login')

test('nothing is sent before the banner is whole', () => {
  const server = peer(polite, '')
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    at(10, () => server.links[0]?.raw(BANNER.slice(0, -1)))
    at(20, () => assert.equal(server.links[0]?.heard, []))
    at(30, () => server.links[0]?.raw('\n'))
    at(100, () => asterisk.close())
  })
  assert.equal(
    server.links[0]?.heard.map(({ at, action }) => [at, action]),
    [
      [30, 'Challenge'],
      [31, 'Login'],
      [100, 'Logoff'],
    ],
  )
})

test('the secret never crosses the wire, its digest with the challenge does', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    at(100, () => asterisk.close())
  })
  const everything = server.links.flatMap(({ heard }) => heard.map(({ text }) => text)).join('\n')
  assert.not.match(everything, /hunter2/)
  const key = createHash('md5').update('840415273hunter2').digest('hex')
  assert.match(server.heard('Login')[0]?.text ?? '', new RegExp(`^AuthType: MD5\\r\\nKey: ${key}\\r$`, 'm'))
})

test('with auth plain the secret is in Login, and no challenge is asked for', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, { auth: 'plain' })
    noted(asterisk.event$)
    at(100, () => asterisk.close())
  })
  assert.equal(server.heard('Challenge'), [])
  assert.match(server.heard('Login')[0]?.text ?? '', /^Username: admin\r\nSecret: hunter2\r$/m)
})

for (const [events, mask] of [
  ['on', 'on'],
  ['off', 'off'],
  [['call', 'user'], 'call,user'],
] as const) {
  test(`the event mask ${mask} is in Login, so that no event slips in between`, () => {
    const server = peer()
    story((at) => {
      const asterisk = client(server.transport, { events })
      noted(asterisk.event$)
      at(100, () => asterisk.close())
    })
    assert.match(server.heard('Login')[0]?.text ?? '', new RegExp(`^Events: ${mask}$`, 'm'))
  })
}

test('it is ready without FullyBooted, with the version of the banner', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    at(100, () => {
      assert.equal(statusOf(status, 'Ready'), [
        { _tag: 'Ready', ami: '11.0.0', asterisk: { _tag: 'Some', value: 22 }, gap: { _tag: 'None' }, reading: [] },
      ])
      void asterisk.close()
    })
  })
})

test('another protocol hears nothing, and is said by its greeting', () => {
  const server = peer(polite, 'SSH-2.0-OpenSSH_9.2\r\n')
  story((at) => {
    const asterisk = client(server.transport)
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    at(100, () => {
      assert.equal(server.links[0]?.heard, [])
      assert.equal(statusOf(status, 'Waiting')[0]?.failure, { _tag: 'NotAmi', greeting: 'SSH-2.0-OpenSSH_9.2' })
      void asterisk.close()
    })
  })
})

test('a wrong password is tried once; streams and actions fail with what Asterisk said', () => {
  const server = peer(politeExcept({ Login: refusing('Authentication failed') }))
  story((at) => {
    const asterisk = client(server.transport, { backoff: { min: 1, max: 2 } })
    const status = noted(asterisk.status$)
    const stream = noted(asterisk.device('2222'))
    const action = noted(asterisk.dbRead('dnd/office'))
    at(10_000, () => {
      const refused = { _tag: 'LoginRefused', message: 'Authentication failed' }
      assert.equal(said(stream), [refused])
      assert.equal(said(action), [refused])
      assert.equal(tags(status), ['Idle', 'Connecting', 'Authenticating', 'Closed'])
      assert.is(server.links.length, 1)
    })
  })
})

test('after a refused password a new subscription tries once more', () => {
  let wrong = true
  const server = peer(
    politeExcept({
      Login: (action, link) => {
        if (wrong) refusing('Authentication failed')(action, link)
        else polite(action, link)
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    at(100, () => {
      wrong = false
      const again = noted(asterisk.send({ Action: 'Ping' }))
      at(100, () => assert.is(again.log.length, 2))
    })
    at(300, () => asterisk.close())
  })
  assert.is(server.links.length, 2)
})

test('a name in use is tried again', () => {
  const messages = ['Login Already In Use', 'Login Already In Use']
  const server = peer(
    politeExcept({
      Login: (action, link) => {
        const message = messages.pop()
        if (message === undefined) polite(action, link)
        else refusing(message)(action, link)
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const status = noted(asterisk.status$)
    const stream = noted(asterisk.event$)
    at(5000, () => {
      assert.equal(said(stream), [])
      assert.is(tags(status).at(-1), 'Ready')
      void asterisk.close()
    })
  })
  assert.is(server.heard('Login').length, 3)
})

test('a password refused after it was once accepted is tried again, at the longest interval', () => {
  let logins = 0
  const server = peer(
    politeExcept({
      Login: (action, link) => {
        logins += 1
        if (logins === 2) refusing('Authentication failed')(action, link)
        else polite(action, link)
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport, { backoff: { min: 100, max: 5000 } })
    const status = noted(asterisk.status$)
    const stream = noted(asterisk.event$)
    at(1000, () => server.links[0]?.end())
    at(9000, () => {
      assert.equal(said(stream), [])
      assert.equal(
        statusOf(status, 'Waiting').map(({ failure }) => failure._tag),
        ['LinkLost', 'LoginRefused'],
      )
      assert.is(statusOf(status, 'Waiting')[1]?.delay, 5000)
      assert.is(tags(status).at(-1), 'Ready')
      void asterisk.close()
    })
  })
})

test('a challenge that is missing is no login', () => {
  const server = peer(
    politeExcept({
      Challenge: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`)
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    at(100, () => {
      assert.equal(statusOf(status, 'Waiting')[0]?.failure, {
        _tag: 'LoginRefused',
        message: 'the challenge is missing',
      })
      void asterisk.close()
    })
  })
})

test('a login that is never answered is a silent link after the timeout', () => {
  const server = peer(politeExcept({ Login: silent }))
  story((at) => {
    const asterisk = client(server.transport, { timeout: 3000 })
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    at(3100, () => {
      assert.equal(statusOf(status, 'Waiting')[0]?.failure, {
        _tag: 'LinkSilent',
        after: 3000,
        hint: {
          _tag: 'Some',
          value:
            'Asterisk greeted and did not answer the login: it is overloaded, still starts, or has too many AMI sessions',
        },
      })
      assert.is(server.links[0]?.closedAt, 3000)
      void asterisk.close()
    })
  })
})

test('events that come in the same piece as the login’s answer are not lost', () => {
  const server = peer(
    politeExcept({
      Login: ({ id }, link) => {
        link.raw(
          `Response: Success\r\nActionID: ${id}\r\n\r\nEvent: UserEvent\r\nUserEvent: Door\r\nSource: front\r\n\r\n`,
        )
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const events = noted(asterisk.userEvent('Door'))
    at(100, () => {
      assert.is(events.log.length, 1)
      void asterisk.close()
    })
  })
})

test.run()
