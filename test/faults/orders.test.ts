/** The events of a call in every order that Asterisk may send them in: two legs are two sequences, and OriginateResponse overtakes both. */
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Frame, frame, streams } from '../../src/index.js'
import { hangup, newchannel, newstate } from '../support/wire.js'

const CALLER = 'PJSIP/2222-00000001'
const CALLED = 'PJSIP/200-00000002'

const bridge = (event: string, name: string): Frame =>
  frame(newstate(name, 'Up').text.replace('Event: Newstate', `Event: ${event}`), 'BridgeUniqueid: b1')

const legOf = (name: string, ends: boolean): readonly Frame[] => [
  newchannel(name, name === CALLER ? 'Ring' : 'Down'),
  newstate(name, 'Up'),
  bridge('BridgeEnter', name),
  bridge('BridgeLeave', name),
  ...(ends ? [hangup(name)] : []),
]
const RESPONSE = [frame('Event: OriginateResponse', 'ActionID: x', 'Response: Success', `Uniqueid: ${CALLER}`)]

/** All ways to merge sequences, each of which keeps its own order. */
const merges = (sequences: readonly (readonly Frame[])[]): readonly (readonly Frame[])[] => {
  const open = sequences.filter(({ length }) => length > 0)
  if (open.length === 0) return [[]]
  return open.flatMap((chosen) => {
    const [first, ...rest] = chosen
    const others = open.filter((each) => each !== chosen)
    return first === undefined ? [] : merges([rest, ...others]).map((later) => [first, ...later])
  })
}

const test = suite('orders of events')

for (const [what, firstEnds, secondEnds] of [
  ['both legs end', true, true],
  ['the caller alone ends', true, false],
  ['nobody ends', false, false],
] as const) {
  test(`in every order of a call where ${what} the end is the same, and no phone changes more than once each way`, () => {
    const orders = merges([legOf(CALLER, firstEnds), legOf(CALLED, secondEnds), RESPONSE])
    assert.ok(orders.length > 500)
    for (const order of orders) {
      const frame$ = new Subject<Frame>()
      const { device, channel$ } = streams(frame$)
      const said: Record<string, boolean[]> = { '2222': [], '200': [] }
      let living: readonly string[] = []
      for (const [name, words] of Object.entries(said)) device(name).subscribe((busy) => words.push(busy))
      channel$.subscribe((channels) => (living = [...channels.keys()]))
      for (const each of order) frame$.next(each)
      const names = order.map((each) => `${each.event} ${each.get('Channel') ?? ''}`).join(', ')
      assert.equal(said['2222'], firstEnds ? [false, true, false] : [false, true], names)
      assert.equal(said['200'], secondEnds ? [false, true, false] : [false, true], names)
      assert.is(living.length, Number(!firstEnds) + Number(!secondEnds), names)
    }
  })
}

test.run()
