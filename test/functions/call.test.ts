import * as O from 'fp-ts/lib/Option.js'
import { merge, take } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CallOptions, CallReason } from '../../src/index.js'
import { client, nobody, noted, peer, politeExcept, refusing, said, silent, story, tags } from '../support/peer.js'
import { accepting, answering, channelIdOf, failing, outcome, placing, thenSaying } from './placing.js'

const call = suite('call')

const failed = (reason: CallReason, code: number, hint: O.Option<string> = O.none) => ({
  _tag: 'CallFailed',
  source: 'PJSIP/200',
  reason,
  code: O.some(code),
  hint,
})

call('is the channel of the source when that has answered, and ends', () => {
  const { log, server } = placing({ originate: answering(500) })
  const uniqueid = channelIdOf(server.heard('Originate')[0]?.text ?? '')
  assert.equal(log, [
    [501, { channel: 'PJSIP/200-00000001', uniqueid }],
    [501, 'end'],
  ])
  assert.match(uniqueid, /^rx-[\w-]{16,}$/)
})

call('is placed once for each subscription, on a channel of its own', () => {
  const { server, log } = placing({ originate: answering(500), through: (call$) => merge(call$, call$) })
  const ids = server.heard('Originate').map(({ text }) => channelIdOf(text))
  assert.is(ids.length, 2)
  assert.is.not(ids[0], ids[1])
  assert.is(log.length, 3)
})

call('is not placed before it is subscribed', () => {
  const { server } = placing({ originate: answering(1), through: (call$) => call$.pipe(take(0)) })
  assert.equal(server.heard('Originate'), [])
})

call('fails with the message of Asterisk', () => {
  assert.equal(placing({ originate: failing(500, 5) }).log, [[501, failed('busy', 5)]])
  assert.equal(placing({ originate: failing(500, 3) }).log, [[501, failed('noAnswer', 3)]])
})

call('fails at once where it is refused, and names the missing class', () => {
  const { log } = placing({ originate: refusing('Permission denied') })
  assert.equal(log, [[1, { _tag: 'Refused', action: 'Originate', message: 'Permission denied', needs: ['originate'] }]])
})

call('without any answer fails two seconds after the ring time', () => {
  const { log } = placing({ originate: silent, call: { timeout: 1000 } })
  assert.equal(log, [[3000, { _tag: 'TimedOut', action: 'Originate', after: 3000 }]])
})

call('that was accepted and got no outcome has an unknown fate, and class call would show it', () => {
  const { log } = placing({ originate: accepting, call: { timeout: 1000 } })
  const [[at, fate] = []] = log
  assert.is(at, 3001)
  assert.is(tags({ log })[0], 'FateUnknown')
  assert.ok(typeof fate === 'object' && fate !== null && 'needs' in fate)
  assert.equal(fate.needs, ['call'])
})

call('waits for a link no longer than any action', () => {
  let log: ReturnType<typeof noted>['log'] = []
  story((at) => {
    const asterisk = client(nobody('never'), { timeout: 2000 })
    log = noted(asterisk.call('PJSIP/200', '240', 'door')).log
    at(5000, () => asterisk.close())
  })
  assert.equal(tags({ log }), ['NotSent'])
  assert.is(log[0]?.[0], 2000)
})

call('is never placed again when the link breaks, and its fate is unknown when two lists lack it', () => {
  const { log, server, times } = placing({
    originate: accepting,
    also: (at, { links }) => {
      at(300, () => links[0]?.end())
    },
  })
  assert.equal(tags({ log }), ['FateUnknown'])
  const uniqueid = channelIdOf(server.heard('Originate')[0]?.text ?? '')
  const [fate] = said({ log })
  assert.ok(typeof fate === 'object' && fate !== null && 'uniqueid' in fate && 'channel' in fate)
  assert.equal([fate.uniqueid, fate.channel], [O.some(uniqueid), O.none])
  const [first = 0, second = 0] = times('Status')
  assert.ok(first > 300 && second - first >= 250)
  assert.is(log[0]?.[0], second + 1)
  assert.is(server.links.length, 2)
  assert.is(server.heard('Originate').length, 1)
})

call('that a mistake keeps from being sent opens no link', () => {
  const server = peer()
  let told: unknown[] = []
  story((at) => {
    const asterisk = client(server.transport)
    const log = [
      noted(asterisk.call('200', '240', 'door')),
      noted(asterisk.call('PJSIP/200', '', 'door')),
      noted(asterisk.call('PJSIP/200', '240\r\nAction: Command', 'door')),
      noted(asterisk.call('PJSIP/200', '240', 'door', { timeout: -1 })),
    ]
    at(100, () => {
      told = log.flatMap(tags)
      void asterisk.close()
    })
  })
  assert.equal(told, ['InvalidAction', 'InvalidAction', 'InvalidAction', 'InvalidAction'])
  assert.is(server.links.length, 0)
})

for (const [events, sight] of [
  ['off', 'hidden'],
  [['user'], 'hidden'],
  [['call'], 'seen'],
  ['on', 'seen'],
] as const) {
  call(`its outcome is ${sight} where the event mask is ${String(events)}`, () => {
    const { log } = placing({ originate: answering(500), connect: { events } })
    if (sight === 'seen') assert.is(log[1]?.[1], 'end')
    else {
      assert.is(log[0]?.[0], 1)
      const [fate] = said({ log })
      assert.ok(typeof fate === 'object' && fate !== null && 'why' in fate && 'needs' in fate)
      assert.match(String(fate.why), /events/)
      assert.equal(fate.needs, []) // more rights would not help
    }
  })
}

call.run()

const causes = suite('why a call without a reason failed')

const ended = (uniqueid: string, cause: number): string[] => [
  'Event: Hangup',
  'Privilege: call,all',
  'Channel: PJSIP/200-00000001',
  `Uniqueid: ${uniqueid}`,
  `Cause: ${cause}`,
]
const zero = (id: string): string[] => outcome(id, 'Failure', 'Reason: 0')

causes('the hangup cause that came before is the reason at once', () => {
  const { log } = placing({ originate: thenSaying(500, ({ id, uniqueid }) => [ended(uniqueid, 17), zero(id)]) })
  assert.equal(log, [[501, failed('busy', 0)]])
})

causes('the hangup cause that comes after is the reason then', () => {
  const { log } = placing({
    originate: (action, link) => {
      thenSaying(500, ({ id }) => [zero(id)])(action, link)
      thenSaying(700, ({ uniqueid }) => [ended(uniqueid, 34)])(action, link)
    },
  })
  assert.equal(log, [[701, failed('congestion', 0)]])
})

causes('after 300 ms without one, the reason stays unknown', () => {
  const { log } = placing({ originate: failing(500, 0) })
  assert.is(log[0]?.[0], 801)
  assert.equal(log[0]?.[1], failed('failed', 0, O.some('is it registered, and is its technology right?')))
})

for (const [cause, reason] of [
  [17, 'busy'],
  [18, 'noAnswer'],
  [19, 'noAnswer'],
  [34, 'congestion'],
  [38, 'congestion'],
  [42, 'congestion'],
] as const)
  causes(`the hangup cause ${cause} means ${reason}`, () => {
    const { log } = placing({ originate: thenSaying(500, ({ id, uniqueid }) => [ended(uniqueid, cause), zero(id)]) })
    assert.equal(log, [[501, failed(reason, 0)]])
  })

causes('a phone that rejects is named so', () => {
  const { log } = placing({ originate: thenSaying(500, ({ id, uniqueid }) => [ended(uniqueid, 21), zero(id)]) })
  assert.equal(log, [[501, failed('failed', 0, O.some('the phone rejected the call'))]])
})

causes('the hangup of another channel is ignored', () => {
  const { log } = placing({ originate: thenSaying(500, ({ id }) => [ended('another', 17), zero(id)]) })
  assert.is(log[0]?.[0], 801)
})

causes('a reason that is known is not doubted', () => {
  const { log } = placing({
    originate: thenSaying(500, ({ id, uniqueid }) => [ended(uniqueid, 17), outcome(id, 'Failure', 'Reason: 3')]),
  })
  assert.equal(log, [[501, failed('noAnswer', 3)]])
})

causes('nothing is waited for after unsubscribing', () => {
  const { log, faults } = placing({ originate: failing(500, 0), leave: 600 })
  assert.equal(log, [])
  assert.equal(faults, [])
})

call('takes a caller id as text, or options in its place', () => {
  const server = peer(politeExcept({ Originate: silent }))
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.call('PJSIP/200', '240', 'door', 'Door <30>'))
    noted(asterisk.call('PJSIP/200', '240', 'door', { callerId: 'Door <30>', timeout: 5000, account: 'house' }))
    at(100, () => {
      const [first, second] = server.heard('Originate').map(({ text }) => text)
      assert.match(first ?? '', 'CallerID: Door <30>')
      assert.match(second ?? '', 'CallerID: Door <30>')
      assert.match(second ?? '', 'Timeout: 5000')
      assert.match(second ?? '', 'Account: house')
      void asterisk.close()
    })
  })
})

call('refuses an option that it does not have, and names those that it has', () => {
  // spelled as on the wire, as JavaScript would allow it
  const options: CallOptions = Object.fromEntries([['callerID', 'Door <30>']])
  const { log, server } = placing({ originate: accepting, call: options })
  assert.equal(tags({ log }), ['InvalidAction'])
  assert.is(server.heard('Originate').length, 0)
})

causes.run()
