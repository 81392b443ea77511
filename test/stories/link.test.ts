/** Stories 1–14: the link and the login. Each story is a bug of another client; a comment has its source. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as O from 'fp-ts/lib/Option.js'
import { filter, firstValueFrom, take, toArray } from 'rxjs'
import { connect } from '../../src/index.js'
import { simulate } from '../../src/testing/index.js'
import { politeExcept, client, noted, peer, polite, said, statusOf, story, tags } from '../support/peer.js'
import { clientOf, keepOpen, staged, statusTags } from './stage.js'

const test = suite('stories: link and login')

// Story: a dead TCP connection that the client did not notice (pipobscure#12 #18, node-ari-client#104, asterisk-java#592)
test('story 1: a silent link ends within interval and deadline, and a new one opens', () => {
  staged(({ asterisk, pbx, at }) => {
    const status = noted(asterisk.status$)
    keepOpen(asterisk)
    at(5000, pbx.faults.stall)
    at(27_000, () => {
      const [waiting] = statusOf(status, 'Waiting')
      assert.is(waiting?.failure._tag, 'LinkSilent')
      const [left = 0] = status.log.flatMap(([when, what]) => (what === waiting ? [when] : []))
      assert.ok(left > 15_000 && left <= 25_000, `left at ${left}`)
    })
    at(28_000, pbx.faults.resume)
    at(60_000, () => {
      assert.is(tags(status).at(-1), 'Ready')
      assert.is(pbx.links(), 1)
    })
  })
})

// Story: the state CONNECTED after a broken pipe (asterisk-java#167)
test('story 2: after a write into a link that was reset the next state is Waiting', async () => {
  const pbx = simulate()
  const { host, port } = await pbx.listen()
  const asterisk = connect({ username: 'admin', password: 'secret', host, port })
  const states = firstValueFrom(
    asterisk.status$.pipe(
      filter(({ _tag }) => _tag === 'Ready' || _tag === 'Waiting'),
      take(2),
      toArray(),
    ),
  )
  const holding = asterisk.event$.subscribe()
  await firstValueFrom(asterisk.status$.pipe(filter(({ _tag }) => _tag === 'Ready')))
  pbx.faults.drop('reset')
  asterisk.perform(asterisk.send({ Action: 'Ping' }))
  const [, waiting] = await states
  assert.is(waiting?._tag === 'Waiting' && waiting.failure._tag, 'LinkLost')
  holding.unsubscribe()
  await asterisk.close()
  await pbx.close()
})

// Story: a back-off that overflows, or no back-off (pipobscure PR #62, #40)
test('story 3: waits stay within min and max, with jitter, and only a stable link resets them', () => {
  const bounds = { min: 250, max: 30_000 }
  story((at) => {
    const pbx = simulate({ users: { admin: { secret: 'hunter2', read: 'all', write: 'all' } } })
    pbx.faults.kill()
    const asterisk = clientOf(pbx, { backoff: bounds })
    const status = noted(asterisk.status$)
    const waits = () => statusOf(status, 'Waiting')
    keepOpen(asterisk)
    at(900_000, () => {
      const delays = waits().map(({ delay }) => delay)
      assert.ok(delays.length > 20)
      delays.forEach((delay, index) => {
        const whole = Math.min(bounds.max, bounds.min * 2 ** index)
        assert.ok(delay >= whole / 2 && delay <= whole, `${delay} after ${index} failures`)
      })
      assert.ok(new Set(delays.slice(8)).size > 1, 'no jitter')
      pbx.faults.start()
    })
    at(960_000, () => assert.is(tags(status).at(-1), 'Ready'))
    at(961_000, () => {
      pbx.faults.drop()
      assert.is(waits().at(-1)?.attempt, 1)
    })
    // an unstable link, which is lost at once, does not begin anew
    at(963_000, () => pbx.faults.drop())
    at(963_001, () => {
      assert.is(waits().at(-1)?.attempt, 2)
      void asterisk.close()
    })
  })
})

// Story: a Ping before Login on the new link (AsterNET#214)
test('story 4: each link gets Challenge and Login first, and nothing else before it is logged in', () => {
  const later: (() => void)[] = []
  const server = peer(
    politeExcept({
      // slow to let in: an impatient Ping or action would come meanwhile
      Login: (action, link) =>
        void later.push(() => {
          polite(action, link)
        }),
    }),
  )
  story((at) => {
    const asterisk = client(server.transport, { keepAlive: { interval: 20, deadline: 5000 }, timeout: 5000 })
    noted(asterisk.device('2222'))
    for (const begin of [0, 3000]) {
      at(begin + 100, () => noted(asterisk.send({ Action: 'CoreStatus' })))
      at(begin + 1000, () => {
        later.splice(0).forEach((go) => {
          go()
        })
      })
    }
    at(2000, () => server.links[0]?.fail('ECONNRESET'))
    at(6000, () => asterisk.close())
  })
  assert.is(server.links.length, 2)
  for (const { heard } of server.links) {
    assert.equal(
      heard.slice(0, 2).map(({ action }) => action),
      ['Challenge', 'Login'],
    )
    const loginAt = heard[1]?.at ?? 0
    assert.ok(heard.slice(2).every((action) => action.at >= loginAt + 500))
    assert.ok(heard.some(({ action }) => action === 'CoreStatus'))
  }
})

// Story: a wrong secret that is tried for ever (fail2ban#1302)
test('story 5: one attempt, then every stream and action fails with LoginRefused', () => {
  staged(
    ({ asterisk, pbx, at }) => {
      const told = [asterisk.event$, asterisk.device('2222'), asterisk.dbRead('dnd/office')].map(noted)
      at(100_000, () => {
        told.forEach((each) => assert.equal(said(each), [{ _tag: 'LoginRefused', message: 'Authentication failed' }]))
        assert.is(pbx.actions().filter(({ action }) => action === 'Login').length, 1)
        assert.equal(statusTags(asterisk).tags(), ['Closed'])
      })
    },
    { password: 'wrong' },
  )
})

// Story: the secret sent to an SSH server (measured in asterisk-manager and asterisk-ami-client)
test('story 6: nothing is sent to a server that is not AMI', () => {
  const server = peer(polite, 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')
  story((at) => {
    const asterisk = client(server.transport, { auth: 'plain' })
    const status = noted(asterisk.status$)
    keepOpen(asterisk)
    at(5000, () => {
      assert.ok(server.links.length > 1)
      assert.equal(
        server.links.flatMap(({ heard }) => heard),
        [],
      )
      assert.is(statusOf(status, 'Waiting')[0]?.failure._tag, 'NotAmi')
      void asterisk.close()
    })
  })
})

// Story: a banner in two segments that is an "invalid peer" (Nami, ami-io, measured)
test('story 7: a session that comes byte by byte works', () => {
  staged(({ asterisk, pbx, at }) => {
    pbx.faults.split(1)
    const busy = noted(asterisk.device('30'))
    const read = noted(asterisk.dbWrite('dnd/office', 'ü'))
    at(100, () => pbx.dial('PJSIP/30', '100'))
    at(1000, () => {
      assert.equal(said(read), [undefined, 'end'])
      assert.equal(said(busy), [false, true])
    })
  })
})

// Story: half a message of the old link in the new link (ami-io, Nami, measured)
test('story 8: a cut inside a header leaves nothing behind', () => {
  staged(({ asterisk, pbx, at }) => {
    const faults = noted(asterisk.fault$)
    const events = keepOpen(asterisk)
    at(1000, () => pbx.faults.garble('Event: UserEvent\r\nUserEvent: Cut\r\nSour'))
    at(1001, () => pbx.faults.drop())
    at(3000, () => {
      const ping = noted(asterisk.send({ Action: 'Ping' }))
      pbx.userEvent('Whole', { Source: '1' })
      at(100, () => {
        assert.is(ping.log.length, 2)
        const userEvents = events.log.filter(([, what]) => nameOf(what) === 'UserEvent')
        assert.is(userEvents.length, 1)
        assert.equal(faults.log, [])
      })
    })
  })
})

const nameOf = (event: unknown): unknown =>
  typeof event === 'object' && event !== null && 'name' in event ? event.name : undefined

// Story: handlers that multiply with each login (AsterNET#284, pipobscure#65, ami-client#14)
test('story 9: after three reconnects one event is one emission, and each loss was reported once', () => {
  staged(({ asterisk, pbx, at }) => {
    const status = statusTags(asterisk)
    const doors = noted(asterisk.userEvent('Door'))
    for (const when of [2000, 4000, 6000]) at(when, () => pbx.faults.drop())
    at(8000, () => {
      pbx.userEvent('Door', {})
    })
    at(8100, () => {
      assert.is(doors.log.length, 1)
      assert.is(status.tags().filter((tag) => tag === 'Waiting').length, 3)
      assert.is(asterisk.metrics().reconnects, 3)
    })
  })
})

// Story: a flood between Login and the action Events (Nami PR #52)
test('story 10: the mask is part of Login, and with the mask off no event comes', () => {
  staged(
    ({ asterisk, pbx, at }) => {
      const events = keepOpen(asterisk)
      at(1000, () => {
        for (let n = 0; n < 100; n += 1) pbx.userEvent('Flood', {})
      })
      at(2000, () => {
        const login = pbx.actions().find(({ action }) => action === 'Login')
        assert.equal(
          login?.headers.filter(([name]) => name === 'Events'),
          [['Events', 'off']],
        )
        assert.equal(events.log, [])
        assert.is(pbx.actions().filter(({ action }) => action === 'Events').length, 0)
      })
    },
    { events: 'off' },
  )
})

// Story: a reload that is taken for a disconnect (AsterNET PR #197)
test('story 11: Reload changes nothing, Shutdown and the end of the link are an outage', () => {
  staged(({ asterisk, pbx, at }) => {
    const status = statusTags(asterisk)
    keepOpen(asterisk)
    at(1000, () => {
      pbx.send('Event: Reload', 'Privilege: system,all', 'Module: All', 'Status: 0')
    })
    at(5000, () => assert.equal(status.tags(), ['Idle', 'Connecting', 'Authenticating', 'Ready']))
    at(6000, () => {
      pbx.send('Event: Shutdown', 'Privilege: system,all', 'Shutdown: Cleanly', 'Restart: True')
      pbx.faults.restart()
      assert.is(status.tags().at(-1), 'Waiting')
    })
    at(8000, () => assert.is(status.tags().at(-1), 'Ready'))
  })
})

// Story: FullyBooted that is missing or late (ruby_ami README, manager.c)
test('story 12: Ready comes without it, and an action before Ready waits for Ready', () => {
  staged(
    ({ asterisk, pbx, at }) => {
      const count = noted(asterisk.mailboxCount('2222'))
      const booted = noted(asterisk.event('FullyBooted'))
      at(100, () => {
        assert.is(statusTags(asterisk).tags().at(-1), 'Ready')
        assert.equal(said(count), [[0, 0], 'end'])
        assert.equal(booted.log, [])
        pbx.send('Event: FullyBooted', 'Status: Fully Booted', 'Uptime: 1', 'LastReload: 1')
      })
      at(200, () => assert.is(booted.log.length, 1))
    },
    { username: 'minimal' },
  )
})

// Story: a quiet link ended by a socket timeout (python-ami#47)
test('story 13: a link stays open for a minute of silence with pongs', () => {
  staged(({ asterisk, pbx, at }) => {
    const status = statusTags(asterisk)
    keepOpen(asterisk)
    at(60_000, () => {
      assert.equal(status.tags(), ['Idle', 'Connecting', 'Authenticating', 'Ready'])
      assert.ok(pbx.actions().filter(({ action }) => action === 'Ping').length >= 5)
      assert.equal(asterisk.metrics().lastPong._tag, 'Some')
    })
  })
})

// Story: a second connect that hangs (yana#9)
test('story 14: a second subscriber shares the link, or opens one after a close of the link', () => {
  staged(({ asterisk, pbx, at }) => {
    const [first, second] = [keepOpen(asterisk), keepOpen(asterisk)]
    at(100, () => assert.is(pbx.links(), 1))
    at(200, () => {
      first.stop()
      second.stop()
    })
    at(2000, () => {
      assert.is(pbx.links(), 0)
      const again = noted(asterisk.dbRead('dnd/office'))
      at(100, () => {
        assert.equal(said(again), [O.none, 'end'])
        assert.is(pbx.links(), 1)
      })
    })
  })
})

test.run()
