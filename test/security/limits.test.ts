/** A hostile or broken server cannot take our memory: what it may make us hold has bounds, and each has a fault or a failure. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Subject, Observable, NEVER } from 'rxjs'
import { type Asterisk, type ConnectOptions, type Failure, type LogicPolicy } from '../../src/index.js'
import { logic } from '../../src/run/logic.js'
import { politeExcept, client, noted, peer, said, silent, statusOf, story, tags } from '../support/peer.js'
import { heap } from '../support/memory.js'

const test = suite('limits')

const MEBI = 1_048_576

/** The memory in use after a flood on a logged-in link, in MiB; `check` gets the client before it is closed. */
const flooded = (
  options: Partial<ConnectOptions>,
  use: (asterisk: Asterisk) => void,
  flood: (raw: (text: string) => void, id: (action: string) => string) => void,
  check: (asterisk: Asterisk, faults: readonly string[]) => void = () => undefined,
): number => {
  const server = peer(politeExcept({ QueueStatus: silent, Command: silent, DBGetTree: silent, Status: silent }))
  let grown = 0
  story((at) => {
    const asterisk = client(server.transport, options)
    const faults = noted(asterisk.fault$)
    use(asterisk)
    at(1000, () => {
      const before = heap()
      flood(
        (text) => server.links[0]?.raw(text),
        (action) => server.heard(action).at(-1)?.id ?? '',
      )
      grown = heap() - before
      check(asterisk, tags(faults))
      void asterisk.close()
    })
  })
  return grown
}

const open = (asterisk: Asterisk): void => void noted(asterisk.event$)

test('a banner without an end is another protocol, and nothing is sent to it', () => {
  const server = peer(silent, '')
  story((at) => {
    const asterisk = client(server.transport, { auth: 'plain' })
    const status = noted(asterisk.status$)
    open(asterisk)
    at(100, () => server.links[0]?.raw(`Asterisk Call Manager/${'1'.repeat(MEBI)}`))
    at(200, () => {
      assert.is(statusOf(status, 'Waiting')[0]?.failure._tag, 'NotAmi')
      assert.ok((JSON.stringify(said(status)).match(/1/g) ?? []).length < 200)
      assert.equal(
        server.links.flatMap(({ heard }) => heard),
        [],
      )
      void asterisk.close()
    })
  })
})

test('a line without an end, and a frame of too many lines, are a fault each, and the link lives', () => {
  const grown = flooded(
    {},
    open,
    (raw) => {
      raw('Event: Endless\r\nX: ')
      const piece = 'x'.repeat(MEBI)
      for (let n = 0; n < 64; n += 1) raw(piece)
      raw('\r\n\r\n')
      raw(`Event: Many\r\n${'A: 1\r\n'.repeat(20_000)}\r\n`)
    },
    (asterisk, faults) => {
      assert.equal(faults, ['Malformed', 'Malformed'])
      const ping = noted(asterisk.send({ Action: 'Ping' }))
      assert.equal(ping.log, [])
      assert.is(asterisk.metrics().pending, 1)
    },
  )
  assert.ok(grown < 4, `${grown.toFixed(1)} MiB`)
})

test('console output without an end is cut at the size of a frame', () => {
  const grown = flooded(
    { limits: { frame: MEBI } },
    (asterisk) => void noted(asterisk.command('x')),
    (raw, id) => {
      raw(`Response: Follows\r\nPrivilege: Command\r\nActionID: ${id('Command')}\r\n`)
      const piece = `${'y'.repeat(65_536)}\r\n\r\n`
      for (let n = 0; n < 200; n += 1) raw(piece)
    },
  )
  assert.ok(grown < 4, `${grown.toFixed(1)} MiB`)
})

test('a list without an end fails beyond limits.list, whoever collects it, and its rest reaches nobody', () => {
  const asks: readonly (readonly [string, (asterisk: Asterisk) => Observable<unknown>])[] = [
    ['QueueStatus', (asterisk) => asterisk.list({ Action: 'QueueStatus' })],
    ['DBGetTree', (asterisk) => asterisk.dbTree('dnd')],
  ]
  for (const [action, ask] of asks) {
    let failure: unknown
    const grown = flooded(
      { limits: { list: MEBI } },
      (asterisk) =>
        void ask(asterisk).subscribe({
          error: (error: unknown) => {
            failure = error
          },
        }),
      (raw, id) => {
        raw(`Response: Success\r\nActionID: ${id(action)}\r\nEventList: start\r\n\r\n`)
        const item = `Event: Item\r\nActionID: ${id(action)}\r\nKey: /dnd/K\r\nVal: ${'v'.repeat(1000)}\r\n\r\n`
        for (let n = 0; n < 8000; n += 1) raw(item.replace('K', String(n)))
      },
      (_, faults) => assert.equal(faults, []),
    )
    assert.match(String(failure), /outcome is unknown.*limits\.list/)
    assert.ok(grown < 4, `${grown.toFixed(1)} MiB`)
  }
})

test('a snapshot without an end is given up too, and the device stays unknown', () => {
  let seen: readonly unknown[] = []
  const grown = flooded(
    { limits: { list: MEBI } },
    (asterisk) => {
      seen = noted(asterisk.device('2222')).log
    },
    (raw, id) => {
      raw(`Response: Success\r\nActionID: ${id('Status')}\r\nEventList: start\r\n\r\n`)
      for (let n = 0; n < 8000; n += 1) {
        raw(
          `Event: Status\r\nActionID: ${id('Status')}\r\nChannel: PJSIP/2222-1\r\nUniqueid: ${n}\r\nX: ${'x'.repeat(1000)}\r\n\r\n`,
        )
      }
    },
    () => assert.equal(seen, []),
  )
  assert.ok(grown < 4, `${grown.toFixed(1)} MiB`)
})

test('channels that never end are held up to a bound, then left out with one fault', () => {
  const huge = 'x'.repeat(MEBI)
  let known = 0
  flooded(
    {},
    (asterisk) =>
      void asterisk.channel$.subscribe((living) => {
        known = living.size
      }),
    (raw, id) => {
      raw(`Response: Error\r\nActionID: ${id('Status')}\r\nMessage: Permission denied\r\n\r\n`) // from now on what is seen is shown
      for (let n = 0; n < 200; n += 1) {
        raw(`Event: Newchannel\r\nChannel: PJSIP/2222-${n}\r\nUniqueid: ${n}\r\nX: ${huge}\r\n\r\n`)
      }
    },
    (_, faults) => assert.equal(faults, ['Refused', 'Malformed']),
  )
  assert.is(known, 127) // 128 Mi characters, and each frame is a little more than one
})

interface Flood {
  readonly began: readonly number[]
  readonly faults: readonly Failure[]
  readonly grown: number
}

/** A logic whose first run never ends, under a flood of values of a kilobyte each. */
const stalled = (count: number, policy: LogicPolicy<{ readonly n: number }>): Flood => {
  const [source$, faults, began] = [new Subject<{ n: number; text: string }>(), [] as Failure[], [] as number[]]
  let release = (): void => undefined
  const first$ = new Observable<never>((subscriber) => {
    release = () => {
      subscriber.complete()
    }
  })
  const running = logic((failure) => faults.push(failure))(
    source$,
    ({ n }) => {
      began.push(n)
      return n === 0 ? first$ : undefined
    },
    policy,
  )
  const before = heap()
  for (let n = 0; n <= count; n += 1) source$.next({ n, text: `${n}`.padEnd(1000, 'x') })
  const grown = heap() - before
  release()
  running.unsubscribe()
  return { began, faults, grown }
}

const dropped = (faults: readonly Failure[]): number =>
  faults.reduce((sum, failure) => sum + (failure._tag === 'Overflow' ? failure.dropped : 0), 0)

test('a stalled logic that keeps all keeps ten times its bound, and its faults count the rest', () => {
  const { began, faults, grown } = stalled(20_000, { bound: 100 })
  assert.is(began.length, 1001)
  assert.equal([began[1], began.at(-1)], [19_001, 20_000])
  assert.is(faults.length, 199)
  assert.ok(dropped(faults) > 18_000 && dropped(faults) <= 19_000)
  assert.ok(grown < 4, `${grown.toFixed(1)} MiB`)
})

test('one that keeps the newest keeps its bound of them', () => {
  const { began, faults, grown } = stalled(20_000, { bound: 100, beyond: 'newest' })
  assert.equal(began, [0, ...Array.from({ length: 100 }, (_, n) => 19_901 + n)])
  assert.is(faults.length, 199)
  assert.ok(dropped(faults) > 19_700 && dropped(faults) <= 19_900)
  assert.ok(grown < 2, `${grown.toFixed(1)} MiB`)
})

test('one that keeps the newest of each key keeps one of each, without a fault', () => {
  const { began, faults, grown } = stalled(20_000, { bound: 100, beyond: { newestPer: ({ n }) => n % 10 } })
  assert.is(began.length, 11)
  assert.equal(
    [...began.slice(1)].sort(),
    Array.from({ length: 10 }, (_, n) => 19_991 + n),
  )
  assert.equal(faults, [])
  assert.ok(grown < 2, `${grown.toFixed(1)} MiB`)
})

test('keys without end are bounded as well', () => {
  const { began, faults } = stalled(1000, { bound: 100, beyond: { newestPer: ({ n }) => n } })
  assert.is(began.length, 101)
  assert.is(began.at(-1), 1000)
  assert.ok(dropped(faults) > 700)
})

test('in parallel the line behind the runs has the same bounds; drop and restart keep none and one', () => {
  const never = (policy: LogicPolicy<number>): number => {
    const [source$, faults] = [new Subject<number>(), [] as Failure[]]
    let runs = 0
    const running = logic((failure) => faults.push(failure))(source$, () => ((runs += 1), NEVER), policy)
    for (let n = 0; n < 1000; n += 1) source$.next(n)
    running.unsubscribe()
    return runs
  }
  assert.is(never({ overlap: 'parallel', atOnce: 7, bound: 10, beyond: 'newest' }), 7)
  assert.is(never({ overlap: 'drop' }), 1)
  assert.is(never({ overlap: 'restart' }), 1000)
})

test.run()
