/** The digits and the end of an answered call, and a handle that nobody uses. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Log, noted, said, tags } from '../support/peer.js'
import { emissions, handled } from './handled.js'
import { accepting, channelIdOf, outcome, placing } from './placing.js'

const end = suite('ended$')

const cause = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'cause' in value ? value.cause : value

end('has the cause and the duration, and ends', () => {
  const [told, over] = emissions({ dest: 'echo' }, ({ ended$ }) => noted(ended$))
  assert.equal(cause(told), O.some(16))
  assert.match(JSON.stringify(told), /"duration":\{"_tag":"Some","value":300\d\}/)
  assert.is(over, 'end')
})
end('without a cause, of a call that ended during an outage', () => {
  const [told] = emissions({ dest: '240' }, ({ ended$ }, at, pbx) => {
    at(2000, () => {
      pbx.faults.drop()
      pbx.hangup('PJSIP/200')
    })
    return noted(ended$)
  })
  assert.equal(told, { cause: O.none, duration: O.none })
})
end('waits through an outage for the end of a call that goes on', () => {
  const [told] = emissions({ dest: '240' }, ({ ended$ }, at, pbx) => {
    at(2000, () => {
      pbx.faults.drop()
    })
    at(8000, () => {
      pbx.hangup('PJSIP/200')
    })
    return noted(ended$)
  })
  assert.equal(cause(told), O.some(16))
})
end('is told to who subscribes after it', () => {
  assert.equal(
    emissions({ dest: 'echo', later: 20_000 }, ({ ended$ }) => noted(ended$)),
    [{ cause: O.none, duration: O.none }, 'end'],
  )
})
end('unsubscribed, follows nothing any more', () => {
  handled({
    dest: '240',
    use: ({ ended$ }, at) => {
      const { log, stop } = noted(ended$)
      stop()
      at(5000, () => {
        assert.equal(log, [])
      })
    },
  })
})
end('completes without a value at close()', () => {
  assert.equal(
    emissions({ dest: '240' }, ({ ended$ }) => noted(ended$)),
    ['end'],
  )
})

const digits = suite('dtmf$')

digits('has the digits of the source, of this call only, until its end', () => {
  const told = emissions({ dest: '240' }, ({ dtmf$ }, at, pbx) => {
    at(2000, () => {
      pbx.press('PJSIP/200', '5')
      pbx.press('PJSIP/30', '7')
      pbx.dial('PJSIP/300', 'echo', 'door')
    })
    at(3000, () => {
      pbx.press('PJSIP/300', '9')
      pbx.hangup('PJSIP/200')
    })
    return noted(dtmf$)
  })
  assert.is(told.length, 2)
  assert.match(JSON.stringify(told[0]), '"digit":"5"')
  assert.is(told[1], 'end')
})
digits('reports that the event mask hides them', () => {
  const { faults } = placing({
    originate: (action, link) => {
      accepting(action, link)
      link.say(...outcome(action.id, 'Success', 'Channel: PJSIP/200-1', `Uniqueid: ${channelIdOf(action.text)}`))
    },
    connect: { events: ['call'] },
    through: (call$) => {
      call$.subscribe({
        next: ({ dtmf$ }) => {
          noted(dtmf$)
        },
        error: assert.unreachable,
      })
      return call$
    },
  })
  assert.equal(said({ log: faults }), [{ _tag: 'Masked', stream: 'dtmf', needs: 'dtmf' }])
})

const ending = suite('hangup() of a call')

ending('ends this call', () => {
  let log: Log = []
  const pbx = handled({
    dest: '240',
    use: ({ hangup: end$ }, at) => {
      at(2000, () => {
        log = noted(end$()).log
      })
    },
  })
  assert.equal(said({ log }), [undefined, 'end'])
  assert.equal(pbx.channels(), [])
})
ending('is done for a call that has ended', () => {
  const told = emissions({ dest: 'echo', later: 20_000 }, ({ hangup: end$ }) => noted(end$()))
  assert.equal(told, [undefined, 'end'])
})
ending('is refused where the right is missing', () => {
  assert.equal(
    tags({
      log: emissions({ dest: '240', username: 'narrow' }, ({ hangup: end$ }) => noted(end$())).map(
        (what) => [0, what] as const,
      ),
    }),
    ['Refused'],
  )
})

const unused = suite('a handle that nobody uses')

unused('asks for nothing, and shows its channel and its Uniqueid only', () => {
  let shown = ''
  const pbx = handled({
    dest: '240',
    use: (call) => {
      shown = JSON.stringify(call)
    },
  })
  assert.match(shown, /^\{"channel":"PJSIP\/200-\w+","uniqueid":"rx-\w+"\}$/)
  assert.equal(
    pbx
      .actions()
      .map(({ action }) => action)
      .filter((action) => action === 'Status'),
    [],
  )
})

end.run()
digits.run()
ending.run()
unused.run()
