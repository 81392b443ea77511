/** The streams of calls: the present first, distinct, silent until known, and asked for on a link. */
import { map } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CallChange, callLog, type Frame, type LiveCall, streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'
import { answers, hangsUp, rings } from '../support/callFrames.js'
import { client, noted, peer, polite, politeExcept, refusing, said, story, tags } from '../support/peer.js'
import { digit, eventOf, listEnds, listItem, listRefused, listStarts, login, newchannel } from '../support/wire.js'

const test = suite('streams of calls')

const [A, B, C] = ['PJSIP/100-1', 'PJSIP/200-2', 'PJSIP/300-3'] as const

const [begin, callee, dial, ringing] = rings(A, B)
const [up, answer, callerUp, calleeEnters, callerEnters] = answers(A, B)
const [callerEnds, calleeEnds] = hangsUp(A, B)

/** Frames by their letters in the diagrams. */
const FRAMES: Readonly<Record<string, Frame | undefined>> = {
  n: begin,
  m: callee,
  d: dial,
  r: ringing,
  u: up,
  a: answer,
  c: callerUp,
  e: calleeEnters,
  f: callerEnters,
  x: callerEnds,
  y: calleeEnds,
  h: eventOf('Hold', A),
  v: eventOf('Unhold', A),
  t: digit(A, '#'),
  o: newchannel(C, 'Ring'),
  l: login(),
  S: listStarts(),
  I: listItem(A, 'Ring'),
  E: listEnds(),
  R: listRefused(),
}

const frames = (): Record<string, Frame> =>
  Object.fromEntries(Object.entries(FRAMES).flatMap(([letter, each]) => (each === undefined ? [] : [[letter, each]])))

const TAGS: Readonly<Record<string, CallChange['_tag']>> = {
  B: 'Began',
  R: 'Ringing',
  A: 'Answered',
  H: 'Held',
  U: 'Resumed',
  M: 'Merged',
  E: 'Ended',
}

test(
  'changes: each one as it happens',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('   n-m-d-r-u-a-c-ef-h---v---x-y', frames())
    const change$ = streams(frame$).callChange$.pipe(map(({ _tag }) => _tag))
    const expected = '     B-----R---A------H---U-----E'

    expectObservable(change$).toBe(expected, TAGS)
  }),
)

test(
  'a hold behind a digit waits a moment; one that ends in that moment is none',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('   n-t-hv-----h----v---', frames())
    const change$ = streams(frame$).callChange$.pipe(map(({ _tag }) => _tag))
    const expected = '     B------------H--U---'

    expectObservable(change$).toBe(expected, TAGS)
  }),
)

test(
  'a hold that waits comes out before the next change of its call, and at the end of the frames',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('    n-t-hx--------', frames())
    const change$ = streams(frame$).callChange$.pipe(map(({ _tag }) => _tag))
    const expected = '      B----(HE)'

    expectObservable(streams(hot('n-t-h|', frames())).callChange$.pipe(map(({ _tag }) => _tag))).toBe('B----(H|)', TAGS)
    expectObservable(change$, '^-------!').toBe(expected, TAGS)
  }),
)

test(
  'a hold long after a digit waits for nothing',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('    n-t 4s (hv)', frames())
    const change$ = streams(frame$).callChange$.pipe(map(({ _tag }) => _tag))

    expectObservable(change$).toBe('B-- 4s (HU)', TAGS)
  }),
)

test(
  'a hold that waits ends with its subscriber',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('    n-t-h-----', frames())
    const change$ = streams(frame$).callChange$.pipe(map(({ _tag }) => _tag))

    expectObservable(change$, '^----!').toBe('B----', TAGS)
  }),
)

const count = (calls: readonly LiveCall[]): number => calls.length

test(
  'the calls of a device: none, one, none again, and each value once',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('   n-m-d-r-u-a-x-y-', frames())
    const { callOf } = streams(frame$)

    expectObservable(callOf('200').pipe(map(count))).toBe('      0-1-1-----1---0-', { 0: 0, 1: 1 })
    expectObservable(callOf('pjsip/200').pipe(map(count))).toBe('0-1-1-----1---0-', { 0: 0, 1: 1 })
    expectObservable(callOf('300').pipe(map(count))).toBe('      0---------------', { 0: 0 })
  }),
)

test(
  'on a link the calls of a device are unknown until the first whole list',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('-l-S-I-E---o--', frames())
    const { callOf, call$ } = streams(frame$, { start: 'snapshot' })

    expectObservable(callOf('100').pipe(map(count))).toBe('-------1------', { 1: 1 })
    expectObservable(callOf('200').pipe(map(count))).toBe('-------0------', { 0: 0 })
    expectObservable(call$.pipe(map(({ size }) => size))).toBe('-------1---2--', { 1: 1, 2: 2 })
  }),
)

test(
  'a device that loses its last known call before the list of a new link is unknown until the list',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('-l-S-I-E---l---x---SE--', frames())
    const { callOf } = streams(frame$, { start: 'snapshot' })

    expectObservable(callOf('100').pipe(map(count))).toBe('-------1------------0--', { 0: 0, 1: 1 })
    expectObservable(callOf('100').pipe(map(count)), '-----------------^-').toBe('--------------------0--', { 0: 0 })
  }),
)

test(
  'without the right to list, a device has the calls that events show, and none is no answer',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('-l-R-n----x--', frames())
    const { callOf } = streams(frame$, { start: 'snapshot' })

    expectObservable(callOf('100').pipe(map(count))).toBe('-----1----0--', { 0: 0, 1: 1 })
    expectObservable(callOf('200').pipe(map(count))).toBe('-------------')
  }),
)

test(
  'the log has the entries of a call at its end',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('    n-m-d-r-u-a-x-y--', frames())
    const entry$ = callLog(streams(frame$).callChange$).pipe(map(({ direction }) => direction))
    const expected = '      --------------(oi)'

    expectObservable(entry$).toBe(expected, { o: 'outgoing', i: 'incoming' })
  }),
)

test('on a link one list of channels serves calls, devices and bridges, and is confirmed once', () => {
  const server = peer(
    politeExcept({
      BridgeList: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'EventList: start', 'Message: Bridge listing will follow')
        link.say('Event: BridgeListComplete', `ActionID: ${id}`, 'EventList: Complete', 'ListItems: 0')
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const watched = [asterisk.call$, asterisk.callChange$, asterisk.callOf('100'), asterisk.device('100')].map(noted)
    const bridges = noted(asterisk.bridge$)
    at(1000, () => {
      assert.equal([server.heard('Status').length, server.heard('BridgeList').length], [2, 1])
      assert.equal(
        [watched[0], bridges].map((each) => each && said(each)).map((values) => values?.length),
        [1, 1],
      )
      void asterisk.close()
    })
  })
})

test('a call that ended during an outage ends at the second list of the next link', () => {
  let isAlive = true
  const server = peer((action, link) => {
    if (action.action !== 'Status' || !isAlive) {
      polite(action, link)
      return
    }
    link.say('Response: Success', `ActionID: ${action.id}`, 'EventList: start')
    link.say(...listItem(A, 'Up').text.split('\r\n').slice(0, -1), `ActionID: ${action.id}`)
    link.say('Event: StatusComplete', `ActionID: ${action.id}`, 'EventList: Complete', 'ListItems: 1')
  })
  story((at) => {
    const asterisk = client(server.transport, { backoff: { min: 100, max: 100 } })
    const changes = noted(asterisk.callChange$)
    at(1000, () => {
      assert.equal(tags(changes), ['Began'])
      isAlive = false
      server.links[0]?.fail('gone')
    })
    at(5000, () => {
      assert.equal(tags(changes), ['Began', 'Ended'])
      void asterisk.close()
    })
  })
})

test('calls without the right to list are told by their events', () => {
  const server = peer(politeExcept({ Status: refusing('Permission denied') }))
  story((at) => {
    const asterisk = client(server.transport)
    const changes = noted(asterisk.callChange$)
    at(500, () => server.links[0]?.say(...newchannel(A, 'Ring').text.split('\r\n')))
    at(1000, () => {
      assert.equal(tags(changes), ['Began'])
      void asterisk.close()
    })
  })
})

test.run()
