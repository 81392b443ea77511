/** Queues of the simulation send what a real Asterisk sent, in its order. */
import { TestScheduler } from 'rxjs/testing'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asterisk, connect, type Frame } from '../../src/index.js'
import { simulate, type Simulation } from '../../src/testing/index.js'
import { recordedFrames } from '../support/recordings.js'

const test = suite('simulated queues')

const TOLD = /^(?:Newchannel|Newstate|Queue|Agent|Dial|Bridge|Hangup)/

/** A frame as its event, the device of its channel, and the status of a member. */
const line = (frame: Frame): string => {
  const channel = frame.get('Channel') ?? frame.get('Interface') ?? ''
  const status = frame.event === 'QueueMemberStatus' ? ` ${frame.get('Status') ?? ''}` : ''
  return `${frame.event ?? ''} ${channel.replace(/-[^-]*$/, '')}${status}`.trim()
}

const told = (frames: readonly Frame[]): readonly string[] =>
  frames.filter(({ event, text }) => TOLD.test(event ?? '') && !text.includes('ActionID')).map(line)

/** The frames of a simulation while `play` runs. */
const frames = (play: (pbx: Simulation, asterisk: Asterisk) => void): readonly Frame[] => {
  const heard: Frame[] = []
  const pbx = simulate({
    queues: { support: { members: ['PJSIP/2222'], entries: [] }, sales: { members: ['PJSIP/noans1'], entries: [] } },
  })
  new TestScheduler(() => undefined).run(({ flush, cold }) => {
    const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
    asterisk.frame$.subscribe((frame) => heard.push(frame))
    cold('100ms a|').subscribe(() => {
      play(pbx, asterisk)
    })
    cold('200ms a|').subscribe(() => void asterisk.close())
    flush()
  })
  return heard
}

/** The recording without what its phones did beside the queue, such as the request to hang up. */
const recorded = (name: string): readonly string[] =>
  told(recordedFrames(name)).filter((each) => !each.startsWith('HangupRequest'))

const played = (play: (pbx: Simulation) => void): readonly string[] =>
  told(frames(play)).filter((each) => !each.startsWith('HangupRequest'))

test('a caller is answered and hangs up as on a real Asterisk', () => {
  const events = played((pbx) => {
    const caller = pbx.queue('support').join('PJSIP/302')
    pbx.queue('support').connect('PJSIP/2222')
    pbx.hangup(caller)
  })
  assert.equal(events, recorded('queue-answered'))
})

test('a caller gives up as on a real Asterisk', () => {
  const events = played((pbx) => {
    const caller = pbx.queue('sales').join('PJSIP/302')
    pbx.queue('sales').ring('PJSIP/noans1')
    pbx.queue('sales').leave(caller)
  })
  assert.equal(events, recorded('queue-abandoned'))
})

test('a caller leaves by a key as on a real Asterisk', () => {
  const events = played((pbx) => {
    const caller = pbx.queue('support').join('PJSIP/302')
    pbx.queue('support').leave(caller, 'key')
    pbx.hangup(caller)
  })
  assert.equal(events, recorded('queue-exit-with-key'))
})

test('the lists show what the events told', () => {
  const heard = frames((pbx, asterisk) => {
    const queue = pbx.queue('support')
    queue.add('PJSIP/301', { name: 'Bob' })
    queue.pause('PJSIP/2222', 'lunch')
    queue.join('PJSIP/302')
    queue.join('PJSIP/200')
    queue.connect('PJSIP/301')
    asterisk.list({ Action: 'QueueStatus', Queue: 'support' }).subscribe()
  })
  const items = heard.filter(({ text }) => text.includes('ActionID'))
  const shown = items.flatMap((frame) => {
    if (frame.event === 'QueueParams') return [`calls ${frame.get('Calls') ?? ''}`]
    if (frame.event === 'QueueEntry') return [`${frame.get('Position') ?? ''} ${frame.get('Channel') ?? ''}`]
    return frame.event === 'QueueMember'
      ? [['Location', 'Status', 'InCall', 'Paused', 'PausedReason'].map((name) => frame.get(name) ?? '').join(' ')]
      : []
  })
  assert.equal(shown, ['calls 1', 'PJSIP/2222 1 0 1 lunch', 'PJSIP/301 2 1 0 ', '1 PJSIP/200-00000001'])
})

test.run()
