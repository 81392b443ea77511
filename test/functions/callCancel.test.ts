import { asyncScheduler, take } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { politeExcept, client, type Manner, noted, peer, polite, refusing, story, tags } from '../support/peer.js'
import { accepting, answering, channelIdOf, failing, placing } from './placing.js'

const cancel = suite('cancelling a call')

const done: Manner = ({ id }, link) => {
  link.say('Response: Success', `ActionID: ${id}`, 'Message: Channel Hungup')
}
const NOT_YET = refusing('No such channel')
/** Refused so many times, then done. */
const doneAfter = (refusals: number): Manner => {
  let left = refusals
  return (action, link) => {
    left -= 1
    const manner = left < 0 ? done : NOT_YET
    manner(action, link)
  }
}

cancel('ends the channel that Originate created, by its Uniqueid', () => {
  const { server, times, log, faults } = placing({ originate: accepting, hangup: done, leave: 200 })
  assert.equal(times('Hangup'), [200])
  const uniqueid = channelIdOf(server.heard('Originate')[0]?.text ?? '')
  assert.match(server.heard('Hangup')[0]?.text ?? '', new RegExp(`^Channel: ${uniqueid}$`, 'm'))
  assert.equal(log, [])
  assert.equal(faults, [])
})

cancel('is tried again while the channel does not exist yet', () => {
  const { times, faults } = placing({ originate: accepting, hangup: doneAfter(2), leave: 0 })
  assert.equal(times('Hangup'), [0, 51, 102])
  assert.equal(faults, [])
})

cancel('stops when the call has failed by itself', () => {
  const { times, faults } = placing({ originate: failing(119, 3), hangup: NOT_YET, leave: 0 })
  assert.equal(times('Hangup'), [0, 51, 102])
  assert.equal(faults, [])
})

cancel('of an answer that came meanwhile ends the call that was answered', () => {
  const { times, log } = placing({ originate: answering(79), hangup: doneAfter(3), leave: 0 })
  assert.equal(times('Hangup'), [0, 51, 102, 153])
  assert.equal(log, [])
})

cancel('of an answered call that nobody can find ends within two seconds', () => {
  const { times } = placing({ originate: answering(79), hangup: NOT_YET, leave: 0 })
  const last = times('Hangup').at(-1) ?? 0
  assert.ok(last > 2000 && last <= 2080, `the last Hangup came at ${last}`)
})

cancel('before it was sent sends nothing', () => {
  const server = peer(
    politeExcept({
      Login: (action, link) => {
        asyncScheduler.schedule(() => {
          polite(action, link)
        }, 500)
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    at(100, () => {
      const { stop } = noted(asterisk.call('PJSIP/200', '240', 'door'))
      at(200, stop)
    })
    at(2000, () => asterisk.close())
  })
  assert.is(server.heard('Ping').length + server.heard('Logoff').length > 0, true)
  assert.equal(server.heard('Originate'), [])
  assert.equal(server.heard('Hangup'), [])
})

cancel('after the answer is none: a subscriber that takes one value keeps the call', () => {
  const { times, log } = placing({ originate: answering(500), hangup: done, through: take(1) })
  assert.equal(log.length, 2)
  assert.equal(times('Hangup'), [])
})

cancel('that is refused reports that the phone may still ring', () => {
  const { faults, times } = placing({ originate: accepting, hangup: refusing('Permission denied'), leave: 200 })
  assert.equal(times('Hangup'), [200])
  assert.equal(faults, [
    [
      201,
      {
        _tag: 'MayStillRing',
        source: 'PJSIP/200',
        because: { _tag: 'Refused', action: 'Hangup', message: 'Permission denied', needs: ['system', 'call'] },
      },
    ],
  ])
})

/** A link that breaks after the cancelling, and comes back so many milliseconds later. */
const interrupted = (back: number, hangup: Manner) =>
  placing({
    originate: accepting,
    hangup: (action, link) => {
      if (link.openedAt > 0) hangup(action, link)
    },
    leave: 200,
    connect: { timeout: 2000, backoff: { min: back, max: back } },
    also: (at, { links }) => {
      at(300, () => links[0]?.end())
    },
  })

cancel('goes on after an outage', () => {
  const { faults, times, server } = interrupted(500, done)
  assert.is(times('Hangup').length, 2)
  assert.equal(faults, [])
  assert.is(server.heard('Originate').length, 1)
})

cancel('after an outage is content when the channel is gone', () => {
  const { faults, times } = interrupted(500, NOT_YET)
  assert.ok((times('Hangup').at(-1) ?? 0) <= 2400)
  assert.equal(faults, [])
})

cancel('that is not answered is tried again, over the next link too', () => {
  const { faults, times, server } = placing({
    originate: accepting,
    hangup: (action, link) => {
      if (link.openedAt > 0) done(action, link)
    },
    leave: 200,
    connect: { timeout: 1000, backoff: { min: 100, max: 100 } },
    also: (at, { links }) => {
      at(1500, () => links[0]?.end())
    },
  })
  assert.equal(times('Hangup').slice(0, 2), [200, 1250])
  assert.is(times('Hangup').length, 3)
  assert.equal(faults, [])
  assert.is(server.heard('Originate').length, 1)
})

cancel('that is never answered reports that the phone may still ring, once the call is over', () => {
  const { faults, times } = placing({
    originate: failing(1500, 3),
    hangup: () => undefined,
    leave: 200,
    connect: { timeout: 1000 },
  })
  assert.equal(times('Hangup'), [200, 1250])
  assert.equal(tags({ log: faults }), ['MayStillRing'])
})

cancel('that an outage outlasts reports that the phone may still ring', () => {
  const { faults, server } = interrupted(5000, done)
  assert.equal(tags({ log: faults }), ['MayStillRing'])
  assert.is(server.heard('Originate').length, 1)
})

cancel('that close cuts off leaves no timer that would keep the process alive', () => {
  const server = peer(politeExcept({ Originate: accepting, Hangup: NOT_YET }))
  const end = story((at) => {
    const asterisk = client(server.transport)
    at(200, noted(asterisk.call('PJSIP/200', '240', 'door')).stop)
    at(300, () => asterisk.close())
  })
  assert.ok(end <= 400, `the last thing happened at ${end}`)
})

cancel('reaches a call whose outcome is hidden, too', () => {
  const { times } = placing({ originate: accepting, hangup: doneAfter(2), leave: 0, connect: { events: 'off' } })
  assert.equal(times('Hangup'), [0, 51, 102])
})

cancel.run()
