import * as t from 'io-ts'
import { of } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Failure, frame, streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'

const test = suite('userEvent with a codec')

const Door = t.type({ Source: t.string })
const door = (...headers: readonly string[]) => frame('Event: UserEvent', 'UserEvent: Door', ...headers)
const FRAMES = {
  a: door('Source: front'),
  b: door(' Source : back '),
  x: door('Value: none'),
  o: frame('Event: Other'),
}
const VALUES = { A: { Source: 'front' }, B: { Source: 'back' } }
const lost = new Error('lost')

test(
  'gives what the codec makes of each event, names and values trimmed',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('-a-o-b-|', FRAMES)
    const expected = '  -A---B-|'
    expectObservable(streams(frame$).userEvent('Door', Door)).toBe(expected, VALUES)
  }),
)

test(
  'leaves out what the codec refuses, and goes on',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('-a-x-b-|', FRAMES)
    const expected = '  -A---B-|'
    expectObservable(streams(frame$).userEvent('Door', Door)).toBe(expected, VALUES)
  }),
)

test(
  'fails when the frames fail',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('-a-#', FRAMES, lost)
    expectObservable(streams(frame$).userEvent('Door', Door)).toBe('-A-#', VALUES, lost)
  }),
)

test(
  'listens no longer than it is subscribed',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot('-a---b-', FRAMES)
    const listening = ' ^--!'
    expectObservable(streams(frame$).userEvent('Door', Door), listening).toBe('-A--', VALUES)
    expectSubscriptions(frame$.subscriptions).toBe(listening)
  }),
)

test(
  'says nothing while nothing comes',
  marbles(({ hot, expectObservable }) => {
    expectObservable(streams(hot('----', FRAMES)).userEvent('Door', Door), '^--!').toBe('')
  }),
)

const refusals = (codec: t.Decoder<unknown, unknown>, ...headers: readonly string[]): readonly Failure[] => {
  const told: Failure[] = []
  streams(of(door(...headers)), { report: (failure) => void told.push(failure) })
    .userEvent('Door', codec)
    .subscribe()
  return told
}

test('a refused event is told by its name, its header and its value', () => {
  assert.equal(refusals(t.type({ Floor: t.literal('1') }), 'Floor: 2'), [
    { _tag: 'Undecodable', event: 'UserEvent Door', header: 'Floor', value: '2' },
  ])
})

test('a header that is missing is told as missing', () => {
  assert.equal(refusals(Door, 'Value: 1'), [
    { _tag: 'Undecodable', event: 'UserEvent Door', header: 'Source', value: 'missing' },
  ])
})

test('what is refused as a whole is told under no header', () => {
  const none = new t.Type<string, string, unknown>('none', t.string.is, (u, context) => t.failure(u, context), String)
  assert.equal(
    refusals(none).map((failure) => failure._tag === 'Undecodable' && failure.header),
    [''],
  )
})

test('a name that repeats is an array of texts', () => {
  assert.equal(refusals(t.type({ Key: t.array(t.string) }), 'Key: 1', 'Key: 2'), [])
  assert.equal(refusals(t.type({ Key: t.string }), 'Key: 1', 'Key: 2').length, 1)
})

test('a header named __proto__ is a header, and nobody’s prototype', () => {
  assert.equal(refusals(Door, '__proto__: x', 'Source: front'), [])
  assert.is(Reflect.get({}, 'x'), undefined)
})

test.run()
