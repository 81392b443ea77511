/** Classes: the rights that `read=`, `write=` and event masks grant. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bitsOf, granted, maskOf, type Class } from '../../src/testing/simulation/classes.js'
import { LOGIN, play } from './play.js'

const classes = suite('simulate: class lists')

const GRANTS: readonly (readonly [list: string, classes: readonly Class[]])[] = [
  ['call,user', ['call', 'user']],
  ['call, user', ['call']],
  ['call,user ', ['call']],
  ['Call,User', []],
  ['call;user', []],
  ['c,user', ['call', 'command', 'config', 'cdr', 'cc', 'user']],
  ['call,', ['call']],
  ['system,call,orginate', ['system', 'call']],
  ['none', []],
]

GRANTS.forEach(([list, expected]) => {
  classes(`'${list}' grants ${expected.join(', ') || 'nothing'}`, () => {
    assert.is(granted(list), bitsOf(expected))
  })
})

classes('an empty token before the last one grants everything', () => {
  assert.is(granted(',call'), granted('all'))
  assert.is(granted('call,,user'), granted('all'))
})

classes('masks are numbers, words for yes and no, or class names; an empty one changes nothing', () => {
  assert.is(maskOf('1'), bitsOf(['system']))
  assert.is(maskOf('off'), 0)
  assert.is(maskOf('on'), granted('all'))
  assert.is(maskOf('call,user'), bitsOf(['call', 'user']))
  assert.is(maskOf('banana'), 0)
  assert.is(maskOf(''), undefined)
})

classes.run()

const rights = suite('simulate: rights')

const USERS = {
  admin: { secret: 'secret', read: 'all', write: 'all' },
  minimal: { secret: 'secret', read: 'call,user', write: 'call' },
}
const MINIMAL = ['Action: Login', 'Username: minimal', 'Secret: secret', 'ActionID: login'] as const

rights('read = call,user, write = call may do exactly what Asterisk allows', () => {
  const allowed = ['Ping', 'Events', 'ListCommands', 'Status', 'Hangup', 'MailboxCount', 'MailboxStatus', 'QueueStatus']
  const denied = [
    'Originate',
    'DBGet',
    'DBGetTree',
    'DBPut',
    'DBDel',
    'DBDelTree',
    'UserEvent',
    'CoreShowChannels',
    'Command',
  ]
  const { answers } = play({ users: USERS }, ({ send }) => {
    send(0, ...MINIMAL)
    ;[...allowed, ...denied].forEach((action) => {
      send(1, `Action: ${action}`, `ActionID: ${action}`)
    })
  })
  const isDenied = (action: string): boolean => answers(action)[0]?.get('Message') === 'Permission denied'
  assert.equal(allowed.filter(isDenied), [])
  assert.equal(denied.filter(isDenied), denied)
})

rights('without read class system there is no FullyBooted', () => {
  const { frames } = play({ users: USERS }, ({ send }) => {
    send(0, ...MINIMAL)
  })
  assert.is(frames.length, 1)
})

rights('an event needs its class both in read and in the mask', () => {
  const { event, answers } = play({ users: USERS }, ({ send, at, pbx }) => {
    send(0, ...LOGIN, 'Events: call')
    at(1, () => {
      pbx.userEvent('One', {})
    })
    send(2, 'Action: Events', 'EventMask: user', 'ActionID: on')
    at(3, () => {
      pbx.userEvent('Two', {})
    })
    send(4, 'Action: Events', 'EventMask: off', 'ActionID: off')
    send(4, 'Action: Events', 'ActionID: bad')
    at(5, () => {
      pbx.userEvent('Three', {})
    })
  })
  assert.equal(
    event('UserEvent').map((frame) => frame.get('UserEvent')),
    ['Two'],
  )
  assert.is(answers('on')[0]?.get('Events'), 'On')
  assert.is(answers('off')[0]?.get('Events'), 'Off')
  assert.is(answers('bad')[0]?.get('Message'), 'Invalid event mask')
})

rights('an event of two classes needs both', () => {
  const { events } = play({ users: { admin: { secret: 'secret', read: 'user', write: '' } } }, ({ send, at, pbx }) => {
    send(0, ...LOGIN)
    at(1, () => {
      pbx.send('Event: VoicemailPasswordChange', 'Privilege: user,system,all')
      pbx.send('Event: UserEvent', 'Privilege: user,all')
    })
  })
  assert.equal(events, ['UserEvent'])
})

rights('ListCommands shows what the login may write', () => {
  const { answers } = play({ users: USERS }, ({ send }) => {
    send(0, ...MINIMAL)
    send(1, 'Action: ListCommands', 'ActionID: lc')
  })
  const [commands] = answers('lc')
  assert.match(commands?.get('Hangup') ?? '', '(Priv: system,call,all)')
  assert.match(commands?.get('Ping') ?? '', '(Priv: <none>)')
  assert.is(commands?.get('DBPut'), undefined)
})

rights.run()
