/** Each fault of the catalogue alone, at many moments of a day: the truth comes back in time, actions settle once, nothing is left. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY, day } from './day.js'
import { judged, type Trial } from './trial.js'

const test = suite('faults')

interface Fault {
  readonly name: string
  readonly does: (trial: Trial) => void
  /** The time that the fault goes on after the day, in milliseconds. */
  readonly lasts?: number
  /** Milliseconds until all is true again, counted from its end. */
  readonly within: number
  /** It must cost the link. */
  readonly breaks: boolean
}

/** A back-off, a login, two lists. */
const SOON = 1000
/** The keep-alive's interval and deadline of 1.5 s in front of that. */
const SILENCE = 3000
/** The time that an action, a login or an opening may take before that, in milliseconds. */
const PATIENCE = 5000

const FLOOD = 'x'.repeat(900)

const FAULTS: readonly Fault[] = [
  {
    name: 'a link that closes',
    does: ({ pbx }) => {
      pbx.faults.drop()
    },
    within: SOON,
    breaks: true,
  },
  {
    name: 'a link that is reset',
    does: ({ pbx }) => {
      pbx.faults.drop('reset')
    },
    within: SOON,
    breaks: true,
  },
  {
    name: 'a link that is half open',
    does: ({ net }) => {
      net.forget()
    },
    within: SILENCE,
    breaks: true,
  },
  {
    name: 'a stall that the keep-alive outlasts',
    does: ({ pbx, at }) => {
      pbx.faults.stall()
      at(900, pbx.faults.resume)
    },
    within: SILENCE,
    breaks: false,
  },
  {
    name: 'a stall that it does not',
    does: ({ pbx, at }) => {
      pbx.faults.stall()
      at(4000, pbx.faults.resume)
    },
    lasts: 4000,
    within: PATIENCE,
    breaks: true,
  },
  {
    name: 'garbage between frames',
    does: ({ pbx }) => {
      pbx.faults.garble('\r\n\r\n\0\xff no colon \r\nno colon\r\n\r\nResponse: Success\r\n\r\nEvent: \r\n\r\n')
    },
    within: SOON,
    breaks: false,
  },
  {
    name: 'another protocol on the port for a while',
    does: ({ pbx, at }) => {
      pbx.faults.banner('SSH-2.0-OpenSSH_9.2\r\n')
      pbx.faults.drop()
      at(1000, () => {
        pbx.faults.banner(undefined)
      })
    },
    lasts: 1000,
    within: PATIENCE,
    breaks: true,
  },
  {
    name: 'a port that says nothing for a while',
    does: ({ pbx, at }) => {
      pbx.faults.banner('')
      pbx.faults.drop()
      at(1000, () => {
        pbx.faults.banner(undefined)
      })
    },
    lasts: 1000,
    within: PATIENCE,
    breaks: true,
  },
  ...(['Login', 'Challenge', 'Status', 'MailboxCount', 'Originate', 'DBPut', 'Hangup'] as const).map(
    (action): Fault => ({
      name: `a restart when it hears ${action}`,
      does: ({ net, pbx }) => {
        net.before(action, pbx.faults.restart)
        if (action === 'Login' || action === 'Challenge' || action === 'Status') pbx.faults.drop()
      },
      within: SOON,
      breaks: false,
    }),
  ),
  {
    name: 'a list that is cut in its middle',
    does: ({ net, pbx }) => {
      pbx.faults.drop()
      net.before('Status', () => {
        net.cutAfter(700, 'said')
      })
    },
    within: SOON,
    breaks: true,
  },
  {
    name: 'authlimit: closed at once, without a banner, some times',
    does: ({ net, pbx }) => {
      net.refuse(5)
      pbx.faults.drop()
    },
    within: PATIENCE,
    breaks: true,
  },
  {
    name: 'the name in use, some times',
    does: ({ pbx }) => {
      pbx.faults.refuseLogins('Login Already In Use', 'Login Already In Use', 'Login Already In Use')
      pbx.faults.drop()
    },
    within: PATIENCE,
    breaks: true,
  },
  {
    name: 'an Asterisk that is shutting down, then gone, then back',
    does: ({ pbx, at }) => {
      pbx.send('Event: Shutdown', 'Privilege: system,all', 'Shutdown: Cleanly', 'Restart: True')
      pbx.faults.refuseLogins('Asterisk is shutting down')
      pbx.faults.drop()
      at(300, pbx.faults.restart)
    },
    lasts: 300,
    within: PATIENCE,
    breaks: true,
  },
  {
    name: 'a slow reader that is cut in the middle of a frame',
    does: ({ net, pbx }) => {
      net.cutAfter(50_500, 'said', 'reset')
      for (let count = 0; count < 100; count += 1) pbx.userEvent('Flood', { Text: FLOOD })
    },
    within: SOON,
    breaks: true,
  },
  {
    name: 'kill -9 in the middle of calls',
    does: ({ pbx, at }) => {
      pbx.faults.kill()
      at(700, pbx.faults.start)
    },
    lasts: 700,
    within: SOON,
    breaks: true,
  },
  ...[3_600_000, -3_600_000, 86_400_000 * 365, -86_400_000 * 365].map((ms): Fault => ({
    name: `a clock that jumps by ${ms / 3_600_000} hours`,
    does: ({ jump }) => {
      jump(ms)
    },
    within: SOON,
    breaks: false,
  })),
  {
    name: 'bytes that come one by one',
    does: ({ pbx }) => {
      pbx.faults.split(1)
    },
    within: SOON,
    breaks: false,
  },
]

/** Moments of the day: before the first link is ready, between its steps, and after all. */
const MOMENTS = [0, 1, 7, 12, 17, 40, 110, 155, 201, 300, 399]

for (const { name, does, lasts = 0, within, breaks } of FAULTS) {
  test(name, async () => {
    for (const moment of MOMENTS) {
      let logins = 0
      const { verdict, healed } = await judged((trial) => {
        day(trial)
        trial.at(moment, () => {
          does(trial)
        })
        trial.at(DAY + lasts + 2400, () => {
          logins = trial.pbx.actions().filter(({ action }) => action === 'Login').length
        })
      }, DAY + lasts)
      assert.equal(verdict, [], `at ${moment} ms`)
      assert.ok(healed <= within, `at ${moment} ms: the truth took ${healed} ms`)
      if (breaks && moment > 0) assert.ok(logins > 1, `at ${moment} ms it broke nothing`)
    }
  })
}

test.run()
