/** Answers and their askers beside a model, over random interleavings of actions, answers, events, lost links and those who leave. */
import * as fc from 'fast-check'
import { Subscription } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame, type Frame } from '../../src/index.js'
import { listItems, oneResponse } from '../../src/request/reply.js'
import { PendingRequests } from '../../src/request/pending.js'
import { Requests } from '../../src/request/request.js'
import { failureOf } from '../../src/failure.js'
import { RefCount } from '../../src/rx/refCount.js'

const OPS = ['ask', 'askList', 'answer', 'item', 'end', 'refuse', 'leave', 'forge', 'stranger', 'lose', 'link'] as const
interface Op {
  readonly op: (typeof OPS)[number]
  readonly who: number
}
const ops: fc.Arbitrary<readonly Op[]> = fc.array(fc.record({ op: fc.constantFrom(...OPS), who: fc.nat(20) }), {
  maxLength: 100,
  size: 'max',
})

/** One action as its asker sees it, and as it must turn out. */
interface Asker {
  readonly serial: number
  readonly list: boolean
  /** Its ActionID, once it was sent. */
  id: string | undefined
  link: number
  begun: boolean
  open: boolean
  readonly said: unknown[]
  readonly expected: unknown[]
  readonly subscription: Subscription
}

const play = (happenings: readonly Op[]): void => {
  const sent: string[] = []
  const askers: Asker[] = []
  let links = 0
  let link: PendingRequests | undefined
  const actions = new Requests({ timeout: 60_000, limits: { list: 1_000_000 } }, new RefCount(() => Subscription.EMPTY))

  /** Assigns the actions that were just sent to the oldest pending requests. */
  const noteSent = (): void => {
    for (const text of sent.splice(0)) {
      const serial = Number(/^Serial: (\d+)/m.exec(text)?.[1])
      const asker = askers.find((each) => each.serial === serial)
      if (asker === undefined) throw new Error('sent and never asked')
      assert.is(asker.id, undefined, 'sent twice')
      asker.id = /^ActionID: (.*)\r$/m.exec(text)?.[1]
      asker.link = links
    }
  }
  const deliver = (each: Frame): void => {
    if (link?.expects(each) === true) link.route(each)
  }
  const settle = (asker: Asker, ...words: readonly unknown[]): void => {
    asker.expected.push(...words)
    asker.open = false
  }
  const ask = (list: boolean): void => {
    const serial = askers.length
    const said: unknown[] = []
    const subscription = new Subscription()
    askers.push({ serial, list, id: undefined, link: 0, begun: false, open: true, said, expected: [], subscription })
    const action = { Action: list ? 'QueueStatus' : 'DBPut', Serial: serial }
    const observer = {
      error: (error: unknown) => void said.push(failureOf(error)?._tag),
      complete: () => void said.push('end'),
    }
    subscription.add(
      list
        ? actions
            .ask({ action, form: 'list', reply: listItems('QueueStatus') })
            .subscribe({ ...observer, next: (item) => said.push(item.get('Item')) })
        : actions
            .ask({ action, form: 'response', reply: oneResponse('DBPut') })
            .subscribe({ ...observer, next: ({ message }) => said.push(message) }),
    )
    noteSent()
  }
  const answer = (asker: Asker, ...lines: readonly string[]): void => {
    deliver(frame(...lines.slice(0, 1), `ActionID: ${asker.id ?? ''}`, ...lines.slice(1)))
  }
  /** Asks of this link whose answer may come: also those who have left or were settled before, whom it must not reach. */
  const answerable = (who: number): Asker | undefined => {
    const candidates = askers.filter((each) => each.id !== undefined && each.link === links && link !== undefined)
    return candidates[who % Math.max(1, candidates.length)]
  }

  const step = ({ op, who }: Op): void => {
    const asker = answerable(who)
    switch (op) {
      case 'ask':
      case 'askList':
        ask(op === 'askList')
        return
      case 'link':
        if (link !== undefined) return
        links += 1
        link = new PendingRequests(
          (text) => void sent.push(text),
          () => `link${links}`,
        )
        actions.ready(link)
        noteSent()
        return
      case 'lose': {
        if (link === undefined) return
        actions.away()
        for (const each of askers) if (each.open && each.id !== undefined) settle(each, 'FateUnknown')
        link.lose('it was lost')
        link = undefined
        return
      }
      case 'leave': {
        const leaver = askers[who % Math.max(1, askers.length)]
        leaver?.subscription.unsubscribe()
        if (leaver !== undefined) leaver.open = false
        return
      }
      case 'stranger':
        deliver(frame('Response: Success', `ActionID: other-${who}`, 'Message: not yours'))
        deliver(frame('Response: Success', `ActionID: link${links}-${who + 1000}`, 'Message: not yours'))
        return
      default:
        if (asker !== undefined) say(op, asker)
    }
  }
  const say = (op: 'answer' | 'item' | 'end' | 'refuse' | 'forge', asker: Asker): void => {
    const { serial, list, open } = asker
    switch (op) {
      case 'answer':
        if (list && asker.begun) return
        asker.begun = true
        if (open && !list) settle(asker, `m${serial}`, 'end')
        answer(asker, 'Response: Success', ...(list ? ['EventList: start'] : []), `Message: m${serial}`)
        return
      case 'refuse':
        if (open) settle(asker, 'Refused')
        answer(asker, 'Response: Error', 'Message: no')
        return
      case 'forge':
        // another session's UserEvent with our ActionID settles nothing of ours that waits for a response
        if (!list) answer(asker, 'Event: UserEvent', 'Response: Success', `Message: forged`)
        return
      case 'item':
        if (list && open) asker.expected.push(`i${serial}`)
        if (list) answer(asker, 'Event: QueueMember', `Item: i${serial}`)
        return
      case 'end':
        if (list && open) settle(asker, 'end')
        if (list) answer(asker, 'Event: QueueStatusComplete', 'EventList: Complete')
    }
  }

  happenings.forEach(step)
  step({ op: 'lose', who: 0 })
  actions.refuse((action) => ({ _tag: 'NotSent', action, why: 'the end' }))
  for (const each of askers) if (each.open) settle(each, 'NotSent')
  for (const { serial, said, expected } of askers) assert.equal(said, expected, `action ${serial}`)
}

const test = suite('correlation beside a model')

test('in any interleaving each action gets its own answer, once, and nothing after it', () => {
  fc.assert(fc.property(ops, play), { numRuns: 2000 })
})

test.run()
