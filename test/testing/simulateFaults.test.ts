/** Faults on demand: every way in which a link, an answer or a server may fail. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { failureOf } from '../../src/failure.js'
import { answer, wait, type Breaking, type Simulation } from '../../src/testing/index.js'
import { LOGIN, play } from './play.js'

const OPTIONS = { contexts: { internal: () => [answer(), wait(60_000)] } }

/** Logs in at 0 ms, breaks something at 10 ms, and sends a Ping at 20 ms. */
const broken = (breaks: (faults: Breaking, pbx: Simulation) => void, later?: (faults: Breaking) => void) =>
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

faults('kill ends links and calls without a word, keeps the database, and refuses until start', () => {
  const refusals: (string | undefined)[] = []
  const { ended, events, pbx } = broken((levers, lab) => {
    lab.dial('PJSIP/2222', '100')
    levers.kill()
    lab.transport.open().subscribe({ error: (error) => refusals.push(failureOf(error)?._tag) })
    levers.start()
    lab.transport.open().subscribe({ error: (error) => refusals.push(failureOf(error)?._tag) })
  })
  assert.equal(ended, { at: 10, by: 'close' })
  assert.equal(events, ['FullyBooted'])
  assert.equal(pbx.channels(), [])
  assert.equal(refusals, ['Unreachable'])
  assert.is(pbx.links(), 1)
})

faults('a stalled server says nothing until it resumes, and then what it owes', () => {
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

faults('split cuts what is said into pieces of any size', () => {
  const sizes: number[] = []
  const { answers } = play(OPTIONS, ({ pbx, send, at }) => {
    pbx.faults.split(3)
    at(0, () => pbx.transport.open().subscribe(({ byte$ }) => byte$.subscribe((bytes) => sizes.push(bytes.length))))
    send(1, ...LOGIN)
  })
  assert.is(Math.max(...sizes), 3)
  assert.is(
    sizes.reduce((sum, size) => sum + size),
    'Asterisk Call Manager/11.0.0\r\n'.length,
  )
  assert.is(answers('login').length, 1)
})

faults('garble writes any bytes to every link', () => {
  const { frames } = broken(({ garble }) => {
    garble('\r\n\r\nno colon\r\n\r\n')
  })
  assert.ok(frames.some(({ frame }) => frame.text === 'no colon'))
})

faults('the banner may be another protocol, or silence', () => {
  const banner = (text: string): string => {
    let heard = ''
    play({}, ({ at, pbx }) => {
      pbx.faults.banner(text)
      at(1, () =>
        pbx.transport.open().subscribe(({ byte$ }) =>
          byte$.subscribe((bytes) => {
            heard += Buffer.from(bytes).toString()
          }),
        ),
      )
    })
    return heard
  }
  assert.is(banner('SSH-2.0-OpenSSH\r\n'), 'SSH-2.0-OpenSSH\r\n')
  assert.is(banner(''), '')
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

faults('late answers hold up the session: its events wait behind them', () => {
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

faults('every action is remembered with its time and without its secret', () => {
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

faults('a frame of any kind goes to whom its Privilege lets see it', () => {
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
