/** Values of a program that cannot be trusted: one fault tells of each, and everything else goes on. */
import * as E from 'fp-ts/lib/Either.js'
import { of, Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError, type Failure, failureOf, frame, type Frame, logic, show, streams } from '../../src/index.js'
import { HOSTILE_VALUES } from '../support/hostileValues.js'

/** Throws what TypeScript would not let us throw. */
const raise = (value: unknown): never => {
  throw value
}

const test = suite('values that cannot be trusted')

for (const [what, make] of HOSTILE_VALUES) {
  test(`a handler that throws ${what} is one fault, and the next value is handled`, () => {
    const faults: Failure[] = []
    const seen: number[] = []
    const source$ = new Subject<number>()
    logic((failure) => faults.push(failure))(source$, (n) => {
      seen.push(n)
      if (n === 1) raise(make())
    })
    source$.next(1)
    source$.next(2)
    assert.equal(seen, [1, 2])
    assert.equal(faults.length, 1)
    assert.type(show(faults[0] ?? { _tag: 'LinkLost', why: '' }), 'string')
  })

  test(`a handler may return ${what}`, () => {
    const faults: Failure[] = []
    const seen: number[] = []
    const source$ = new Subject<number>()
    logic((failure) => faults.push(failure))(source$, (n) => {
      seen.push(n)
      return make()
    })
    source$.next(1)
    source$.next(2)
    assert.equal(seen, [1, 2])
    assert.ok(faults.length <= 2)
  })

  test(`a codec that throws ${what} refuses that event, and the stream goes on`, () => {
    const faults: Failure[] = []
    const seen: unknown[] = []
    const frame$ = new Subject<Frame>()
    const codec = {
      name: 'hostile',
      validate: () => E.left([]),
      decode: ({ Value }: Readonly<Record<string, unknown>>) => (Value === '1' ? raise(make()) : E.right(Value)),
    }
    const events = streams(frame$, { report: (failure) => faults.push(failure) })
    events.userEvent('Door', codec).subscribe((value) => seen.push(value))
    for (const value of ['1', '2']) frame$.next(frame('Event: UserEvent', 'UserEvent: Door', `Value: ${value}`))
    assert.equal(seen, ['2'])
    assert.equal(
      faults.map(({ _tag }) => _tag),
      ['Undecodable'],
    )
  })

  test(`a codec whose error holds ${what} refuses that event, and the stream goes on`, () => {
    const faults: Failure[] = []
    const frame$ = new Subject<Frame>()
    const codec = {
      name: 'hostile',
      validate: () => E.left([]),
      decode: () => E.left([{ value: make(), context: [] }]),
    }
    const events = streams(frame$, { report: (failure) => faults.push(failure) })
    events.userEvent('Door', codec).subscribe()
    frame$.next(frame('Event: UserEvent', 'UserEvent: Door'))
    assert.equal(
      faults.map(({ _tag }) => _tag),
      ['Undecodable'],
    )
  })

  test(`a key of live that throws ${what} leaves that entry out`, () => {
    const faults: Failure[] = []
    const sizes: number[] = []
    const entry = frame('Event: AgentLogin', 'Agent: 1001')
    streams(of(entry, entry), { report: (failure) => faults.push(failure) })
      .live({ list: { Action: 'Agents' }, events: ['AgentLogin'], key: () => raise(make()) })
      .subscribe((all) => sizes.push(all.size))
    assert.equal([sizes, faults.length], [[0], 2])
  })

  test(`failureOf ${what} is none`, () => {
    assert.is(failureOf(make()), undefined)
  })
}

test('an AmiError that a handler throws is its own failure', () => {
  const faults: Failure[] = []
  const failure: Failure = { _tag: 'NotSent', action: 'Ping', why: 'x' }
  logic((each) => faults.push(each))(of(1), () => raise(new AmiError(failure)))
  assert.equal(faults, [failure])
})

test('a thenable that throws, or that calls both of its functions, is one run', () => {
  const faults: Failure[] = []
  const seen: number[] = []
  const source$ = new Subject<number>()
  logic((failure) => faults.push(failure))(source$, (n) => {
    seen.push(n)
    return {
      then: () => {
        throw new TypeError('no then')
      },
    }
  })
  source$.next(1)
  source$.next(2)
  assert.equal([seen, faults.length], [[1, 2], 2])
})

test.run()
