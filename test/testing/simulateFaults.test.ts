/** Faults on demand: every way in which a link, a reply or a server may fail. */
import { switchMap } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { failureOf } from '../../src/failure.js'
import { answer, wait, type SimulatedFaults, type Simulation } from '../../src/testing/index.js'
import { LOGIN, openOtherLink, play, type OtherLink } from './play.js'

const OPTIONS = { contexts: { internal: () => [answer(), wait(60_000)] } }

/** Logs in at 0 ms, breaks something at 10 ms, and sends a Ping at 20 ms. */
const broken = (
  breaks: (faults: SimulatedFaults, pbx: Simulation) => void,
  later?: (faults: SimulatedFaults) => void,
) =>
  play(OPTIONS, ({ send, at, pbx }) => {
    send(0, ...LOGIN)
    at(10, () => {
      breaks(pbx.faults, pbx)
    })
    send(20, 'Action: Ping', 'ActionID: p')
    if (later !== undefined)
      at(1000, () => {
        later(pbx.faults)
      })
  })

const faults = suite('simulate: faults')

faults('drop closes all links, or resets them', () => {
  assert.equal(
    broken(({ drop }) => {
      drop()
    }).ended,
    { at: 10, by: 'close' },
  )
  assert.equal(
    broken(({ drop }) => {
      drop('reset')
    }).ended,
    { at: 10, by: 'error' },
  )
})

faults('kill ends links and calls without events, keeps the database, and refuses connections until start', () => {
  const links: OtherLink[] = []
  const { ended, events, pbx } = broken((levers, lab) => {
    lab.dial('PJSIP/2222', '100')
    levers.kill()
    assert.equal(lab.channels(), [])
    links.push(openOtherLink(lab))
    levers.start()
    links.push(openOtherLink(lab))
  })
  assert.equal(ended, { at: 10, by: 'close' })
  assert.equal(events, ['FullyBooted'])
  assert.equal(pbx.channels(), [])
  assert.equal(
    links.map(({ failed }) => failureOf(failed)?._tag),
    ['Unreachable', undefined],
  )
  assert.is(pbx.links(), 1)
})

faults('a stalled server sends nothing until it resumes, and then all that is pending', () => {
  const never = broken(({ stall }) => {
    stall()
  })
  assert.equal(never.answers('p'), [])
  const late = broken(
    ({ stall }) => {
      stall()
    },
    ({ resume }) => {
      resume()
    },
  )
  assert.is(late.frames.find(({ frame }) => frame.actionId === 'p')?.at, 1000)
})

faults('a stalled server reads nothing either, and its events wait for the end of the stall', () => {
  const { event, frames } = play(OPTIONS, ({ send, at, pbx }) => {
    send(0, ...LOGIN)
    at(10, () => {
      pbx.faults.stall()
      pbx.userEvent('Held', {})
    })
    send(20, 'Action: Ping')
    at(30, () => {
      assert.is(pbx.actions().length, 1)
      pbx.faults.resume()
    })
  })
  assert.is(event('UserEvent').length, 1)
  assert.is(frames.find(({ frame }) => frame.event === 'UserEvent')?.at, 30)
})

faults('a chunk is emptied after it was emitted, and unsubscribing ends the link', () => {
  const kept: Uint8Array[] = []
  play({}, ({ at, pbx }) => {
    const link = pbx.transport
      .open()
      .pipe(switchMap(({ byte$ }) => byte$))
      .subscribe({ next: (bytes) => kept.push(bytes), error: () => undefined })
    at(10, () => {
      assert.is(pbx.links(), 2)
      link.unsubscribe()
      assert.is(pbx.links(), 1)
    })
  })
  assert.is(kept[0]?.length, 'Asterisk Call Manager/11.0.0\r\n'.length)
  assert.ok(kept[0]?.every((byte) => byte === 0))
})

faults('split sends bytes in pieces of any size', () => {
  const links: OtherLink[] = []
  const { answers } = play(OPTIONS, ({ pbx, send }) => {
    pbx.faults.split(3)
    links.push(openOtherLink(pbx))
    send(1, ...LOGIN)
  })
  const banner = 'Asterisk Call Manager/11.0.0\r\n'
  assert.is(links[0]?.text, banner)
  assert.equal(links[0]?.pieces, [0, ...Array.from({ length: banner.length / 3 }, () => 3)])
  assert.is(answers('login').length, 1)
})

faults('garble writes any bytes to every link', () => {
  const { frames } = broken(({ garble }) => {
    garble('\r\n\r\nno colon\r\n\r\n')
  })
  assert.ok(frames.some(({ frame }) => frame.text === 'no colon'))
})

faults('the banner may be that of another protocol, or empty', () => {
  const links: OtherLink[] = []
  const { banner } = play({}, ({ at, pbx }) => {
    pbx.faults.banner('SSH-2.0-OpenSSH\r\n')
    links.push(openOtherLink(pbx))
    pbx.faults.banner('')
    links.push(openOtherLink(pbx))
    at(5, () => {
      pbx.faults.banner(undefined)
      links.push(openOtherLink(pbx))
    })
  })
  assert.equal(
    links.map(({ text }) => text),
    ['SSH-2.0-OpenSSH\r\n', '', banner],
  )
})

faults('a muted action is done and never answered', () => {
  const { answers, pbx } = play({}, ({ send, pbx: lab }) => {
    lab.faults.mute('DBPut')
    send(0, ...LOGIN)
    send(1, 'Action: DBPut', 'Family: f', 'Key: k', 'Val: v', 'ActionID: d')
    send(1, 'Action: Ping', 'ActionID: p')
  })
  assert.equal(answers('d'), [])
  assert.is(answers('p').length, 1)
  assert.is(pbx.database().get('f/k'), 'v')
})

faults('late replies delay the session: its events wait behind them', () => {
  const { frames } = play(OPTIONS, ({ send, at, pbx }) => {
    send(0, ...LOGIN)
    at(10, () => {
      pbx.faults.answerLate(500)
    })
    send(20, 'Action: Ping', 'ActionID: p')
    at(100, () => {
      pbx.userEvent('Later', {})
    })
  })
  assert.equal(
    frames.slice(2).map(({ at, frame }) => [at, frame.event ?? frame.actionId]),
    [
      [520, 'p'],
      [520, 'UserEvent'],
    ],
  )
})

faults('logins are refused one after the other', () => {
  const { answers, ended, frames } = play({}, ({ send, pbx }) => {
    pbx.faults.refuseLogins('Asterisk is shutting down', 'Login Already In Use')
    send(0, ...LOGIN)
    send(1, ...LOGIN)
  })
  assert.equal(
    answers('login').map((frame) => frame.get('Message')),
    ['Asterisk is shutting down', 'Login Already In Use'],
  )
  assert.is(frames[0]?.at, 0)
  assert.equal(ended, { at: 1001, by: 'close' })
})

faults('every action is listed with its time and without its secret', () => {
  const { pbx } = broken(() => undefined)
  assert.equal(pbx.actions(), [
    {
      at: 0,
      action: 'Login',
      headers: [
        ['Action', 'Login'],
        ['Username', 'admin'],
        ['ActionID', 'login'],
      ],
    },
    {
      at: 20,
      action: 'Ping',
      headers: [
        ['Action', 'Ping'],
        ['ActionID', 'p'],
      ],
    },
  ])
})

faults('a frame of any kind goes to the sessions with the classes of its Privilege', () => {
  const users = { admin: { secret: 'secret', read: 'call', write: '' } }
  const { events } = play({ users }, ({ send, at, pbx }) => {
    send(0, ...LOGIN)
    at(1, () => {
      pbx.send('Event: Rename', 'Privilege: call,all', 'Channel: PJSIP/2222-1')
      pbx.send('Event: Reload', 'Privilege: system,all')
    })
  })
  assert.equal(events, ['Rename'])
})

faults.run()
