/** Stories 41–45: load and memory. Each story is a bug of another client; a comment has its source. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as O from 'fp-ts/lib/Option.js'
import { config, firstValueFrom, forkJoin, Observable, Subject, timer } from 'rxjs'
import { connect, type Transport, type Wire } from '../../src/index.js'
import { client, noted, peer, said, statusOf, story, tags } from '../support/peer.js'
import { heap } from '../support/memory.js'
import { staged, statusTags } from './stage.js'

const test = suite('stories: load and memory')

const HANGUPS = ['1.1', '1.2'].map(
  (uniqueid) =>
    `Event: Hangup\r\nPrivilege: call,all\r\nChannel: PJSIP/2222-0000000${uniqueid.slice(2)}\r\nUniqueid: ${uniqueid}\r\n\r\n`,
)

// Story: events that are lost in a burst (goami2 gives up after 10 ms, AsterNET#190 #257)
test('story 41: 50,000 events in one write, and two Hangups of one segment, come in order', () => {
  const server = peer()
  const events = Array.from({ length: 50_000 }, (_, n) => `Event: UserEvent\r\nUserEvent: N\r\nValue: ${n}\r\n\r\n`)
  const bytes = events.join('')
  story((at) => {
    const asterisk = client(server.transport)
    const hangups = noted(asterisk.event('Hangup'))
    let [next, ordered] = [0, true]
    asterisk.userEvent('N').subscribe(({ value }) => {
      ordered &&= O.toUndefined(value) === String(next)
      next += 1
    })
    at(100, () => {
      const before = heap()
      server.links[0]?.raw(bytes)
      assert.is(next, 50_000)
      assert.ok(ordered)
      const grown = heap() - before
      assert.ok(grown < 8, `${grown.toFixed(1)} MiB stayed`)
      server.links[0]?.raw(HANGUPS.join(''))
      assert.is(hangups.log.length, 2)
      void asterisk.close()
    })
  })
})

// Story: a slow handler that delays answers (asterisk-java#161, AsterNET#20)
test('story 42: an answer is not delayed by a slow logic', () => {
  staged(({ asterisk, pbx, at }) => {
    let handled = 0
    asterisk.logic(asterisk.userEvent('Slow'), () => {
      handled += 1
      return timer(2000)
    })
    at(1000, () => {
      for (let n = 0; n < 10; n += 1) pbx.userEvent('Slow', {})
      const ping = noted(asterisk.send({ Action: 'Ping' }))
      at(200, () => {
        assert.is(said(ping).at(-1), 'end')
        assert.is(handled, 1)
      })
    })
    at(30_000, () => assert.is(handled, 10))
  })
})

// Story: Asterisk that cuts a slow reader inside a frame (AsterNET#20, asterisk-java#592)
test('story 43: a new link opens, values are right again, and the loss is reported', () => {
  staged(({ asterisk, pbx, at }) => {
    const status = noted(asterisk.status$)
    const busy = noted(asterisk.device('30'))
    const faults = noted(asterisk.fault$)
    at(1000, () => {
      const call = pbx.dial('PJSIP/30', '100')
      at(1000, () => {
        pbx.faults.garble(`${'Event: VarSet\r\nValue: 1\r\n\r\n'.repeat(1000)}Event: VarSet\r\nVal`)
        at(1, () => pbx.faults.drop())
        at(2, call.hangup)
      })
    })
    at(10_000, () => {
      assert.equal(said(busy), [false, true, false])
      assert.equal(faults.log, [])
      const gap = statusOf(status, 'Ready').at(-1)?.gap
      assert.ok(gap !== undefined && O.isSome(gap) && gap.value.away >= 50)
      assert.equal(gap.value.resynchronised, ['channels'])
      assert.equal(gap.value.unknown, ['userEvents', 'dtmf', 'endedCalls'])
    })
  })
})

/** A server that answers everything at once and keeps nothing, so that what grows is ours. */
const oblivious = (): { readonly transport: Transport; readonly drop: () => void } => {
  let drop = (): void => undefined
  const answer = (action: string, byte$: Subject<Uint8Array>): void => {
    const id = /^ActionID: .*$/m.exec(action)?.[0] ?? ''
    byte$.next(Buffer.from(`Response: Success\r\n${id}\r\nChallenge: 1\r\nMessage: done\r\n\r\n`))
  }
  const open = (): Observable<Wire> =>
    new Observable((subscriber) => {
      const byte$ = new Subject<Uint8Array>()
      drop = () => {
        byte$.complete()
      }
      const send = (text: string): void => {
        queueMicrotask(() => {
          for (const action of text.split('\r\n\r\n').slice(0, -1)) answer(action, byte$)
        })
      }
      subscriber.next({ byte$, send })
      queueMicrotask(() => {
        byte$.next(Buffer.from('Asterisk Call Manager/11.0.0\r\n'))
      })
    })
  return {
    transport: { peer: 'the oblivious', open },
    drop: () => {
      drop()
    },
  }
}

// Story: leaks by each action and each reconnect (pipobscure#39, reactphp-ami#76, adhearsion#216, 200 threads in asterisk-java#199)
test('story 44: after 100,000 actions and 1,000 links the heap is as before', async () => {
  const server = oblivious()
  const asterisk = connect({
    username: 'admin',
    password: 'secret',
    backoff: { min: 1, max: 1 },
    transport: server.transport,
  })
  const holding = asterisk.event$.subscribe()
  const ready = (): Promise<unknown> =>
    new Promise((resolve) => {
      asterisk.status$.subscribe(({ _tag }) => {
        if (_tag === 'Ready') resolve(undefined)
      })
    })
  const round = async (actions: number, reconnects: number): Promise<number> => {
    for (let done = 0; done < actions; done += 100) {
      await firstValueFrom(forkJoin(Array.from({ length: 100 }, () => asterisk.send({ Action: 'Ping' }))))
    }
    for (let done = 0; done < reconnects; done += 1) {
      server.drop()
      await firstValueFrom(asterisk.send({ Action: 'Ping' }))
    }
    return heap()
  }
  await ready()
  const before = await round(10_000, 100)
  const after = await round(90_000, 900)
  assert.is(asterisk.metrics().reconnects, 1000)
  assert.is(asterisk.metrics().pending, 0)
  assert.ok(after - before < 1, `${(after - before).toFixed(2)} MiB more`)
  holding.unsubscribe()
  await asterisk.close()
})

// Story: a handler that throws and ends the client (measured in 5 of 5, AsterNET#20)
test('story 45: other handlers, the link and the handler itself go on', () => {
  const unhandled: unknown[] = []
  config.onUnhandledError = (error) => void unhandled.push(error)
  try {
    staged(({ asterisk, pbx, at }) => {
      const status = statusTags(asterisk)
      const faults = noted(asterisk.fault$)
      let runs = 0
      asterisk.logic(asterisk.userEvent('Door'), () => {
        runs += 1
        throw new Error('mine')
      })
      asterisk.userEvent('Door').subscribe(() => {
        throw new Error('a plain next')
      })
      const doors = noted(asterisk.userEvent('Door'))
      for (const when of [1000, 2000])
        at(when, () => {
          pbx.userEvent('Door', {})
        })
      at(3000, () => {
        assert.is(runs, 2)
        assert.is(doors.log.length, 2)
        assert.equal(tags(faults), ['HandlerFailed', 'HandlerFailed'])
        assert.is(status.tags().at(-1), 'Ready')
      })
    })
    assert.is(unhandled.length, 2)
  } finally {
    config.onUnhandledError = null
  }
})

test.run()
