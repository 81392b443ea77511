import { timer } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LogicHandler } from '../../src/smarthome/index.js'
import { play, sendUserEvent, type Stage } from './play.js'

const overlaps = suite('overlapping runs')
const faults = suite('handlers that fail')

/** Three triggers 100 ms apart for a handler that needs 250 ms: the times at which each run began and ended or was aborted. */
const overlapping = (overlap: string) => {
  const files = { 'etc/logic.conf': `[l]\nast_userevent = Call\n${overlap}` }
  const handlers = (stage: Stage): Readonly<Record<string, LogicHandler>> => ({
    l: ({ source }, { signal }) => {
      stage.note(`begin ${String(source)}`)
      signal.addEventListener('abort', () => {
        stage.note(`abort ${String(source)}`)
      })
      return timer(250)
    },
  })
  return play({ files, handlers, seconds: 10 }, (stage) => {
    for (const n of [0, 1, 2]) sendUserEvent(stage, 1000 + n * 100, 'Call', { Source: String(n) })
  }).effects
}

overlaps('parallel is the default, as in smarthome.py', () => {
  const expected = [
    [1000, 'begin 0'],
    [1100, 'begin 1'],
    [1200, 'begin 2'],
  ]
  assert.equal(overlapping(''), expected)
  assert.equal(overlapping('overlap = parallel'), expected)
})

overlaps('queue: one after the other', () => {
  assert.equal(overlapping('overlap = queue'), [
    [1000, 'begin 0'],
    [1250, 'begin 1'],
    [1500, 'begin 2'],
  ])
})

overlaps('drop: a trigger during a run is dropped', () => {
  assert.equal(overlapping('overlap = drop'), [[1000, 'begin 0']])
})

overlaps('restart: the earlier run is aborted', () => {
  assert.equal(overlapping('overlap = restart'), [
    [1000, 'begin 0'],
    [1100, 'abort 0'],
    [1100, 'begin 1'],
    [1200, 'abort 1'],
    [1200, 'begin 2'],
  ])
})

faults('S13f: a handler that throws is reported once, and the next event triggers it and the others again', () => {
  let runs = 0
  const handlers = (stage: Stage): Readonly<Record<string, LogicHandler>> => ({
    a: () => {
      runs += 1
      if (runs === 1) throw new Error('the lamp is broken')
      stage.note('a')
    },
    b: () => {
      stage.note('b')
    },
  })
  const files = { 'etc/logic.conf': '[a]\nast_userevent = Call\n[b]\nast_userevent = Call' }
  const { what, faults: seen } = play({ files, handlers }, (stage) => {
    sendUserEvent(stage, 1000, 'Call', {})
    sendUserEvent(stage, 2000, 'Call', {})
  })
  assert.equal(what, ['b', 'a', 'b'])
  assert.equal(
    seen.map((fault) => (fault._tag === 'LogicFault' ? [fault.logic, fault.failure._tag] : fault)),
    [['a', 'HandlerFailed']],
  )
})

overlaps.run()
faults.run()
