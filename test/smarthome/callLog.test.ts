import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { play, type Stage } from './play.js'

const log = suite('the call log')

const cdr = (
  pbx: Stage['pbx'],
  source: string,
  id: string,
  seconds: number,
  name = '',
  channel = 'PJSIP/trunk-00000001',
): void => {
  pbx.send(
    'Event: Cdr',
    'Privilege: cdr,all',
    `Channel: ${channel}`,
    `Source: ${source}`,
    'Destination: 2222',
    `CallerID: "${name}" <${source}>`,
    'StartTime: 2026-11-25 03:00:00',
    `Duration: ${seconds + 5}`,
    `BillableSeconds: ${seconds}`,
    `UniqueID: ${id}`,
  )
}

log('B3: incoming calls only, the newest first, as a stream and as an item', () => {
  const { what } = play({}, ({ home, pbx, at, note }) => {
    home.callLog$.subscribe((calls) => note(calls.map(({ number }) => number)))
    at(1000, () => {
      cdr(pbx, '030123456', '1.1', 7, 'Bob')
    })
    at(2000, () => {
      cdr(pbx, '2222', '1.2', 7)
    })
    at(3000, () => {
      cdr(pbx, '040123456', '1.3', 0)
    })
    at(4000, () => note(home.items.of('env.asterisk.log.in', 'list').value))
  })
  const [empty, first, both, item] = what
  assert.equal([empty, first, both], [[], ['030123456'], ['040123456', '030123456']])
  const start = '2026-11-25 03:00:00'
  assert.equal(item, [
    { start, name: '', number: '040123456', duration: 0, direction: '<=' },
    { start, name: 'Bob', number: '030123456', duration: 7, direction: '<=' },
  ])
})

log('B3: the log has fifty calls or a chosen number, and the rule for incoming calls can be chosen', () => {
  const filled = (callLog: object) =>
    play({ house: { callLog } }, ({ home, pbx, at, note }) => {
      at(1000, () => {
        for (let n = 1; n <= 60; n += 1) cdr(pbx, `0301${n}`, `1.${n}`, 0)
        cdr(pbx, '11', '2.1', 0)
      })
      at(2000, () => home.callLog$.subscribe((calls) => note([calls.length, calls[0]?.number, calls.at(-1)?.number])))
    }).what
  assert.equal(filled({}), [[50, '030160', '030111']])
  assert.equal(filled({ keep: 2 }), [[2, '030160', '030159']])
  assert.equal(filled({ keep: 2, incoming: (number: string) => number.length < 5 }), [[1, '11', '11']])
})

log('texts that no Asterisk sends fill no memory: older calls are left out', () => {
  const { what } = play({}, ({ home, pbx, at, note }) => {
    at(1000, () => {
      for (let n = 1; n <= 9; n += 1) cdr(pbx, `${n}`.repeat(1_000_000), `1.${n}`, 0)
    })
    at(2000, () => home.callLog$.subscribe((calls) => note(calls.map(({ number }) => number.slice(0, 1)))))
  })
  assert.equal(what, [['9', '8', '7', '6']])
})

log('a longer record of the same call fills no memory either', () => {
  const { what } = play({}, ({ home, pbx, at, note }) => {
    at(1000, () => {
      for (let n = 1; n <= 9; n += 1) cdr(pbx, `${n}00000`, `1.${n}`, 0)
      for (let n = 1; n <= 9; n += 1) cdr(pbx, `${n}`.repeat(1_000_000), `1.${n}`, 5)
    })
    at(2000, () => home.callLog$.subscribe((calls) => note(calls.filter(({ duration }) => duration > 0).length)))
  })
  assert.equal(what, [4])
})

log('a record that is beyond the bound alone leaves the other calls', () => {
  const { what } = play({}, ({ home, pbx, at, note }) => {
    at(1000, () => {
      cdr(pbx, '030123456', '1.1', 0)
      cdr(pbx, '7'.repeat(3_000_000), '1.2', 0, 'N'.repeat(1_500_000))
      cdr(pbx, '040123456', '1.3', 0)
    })
    at(2000, () => home.callLog$.subscribe((calls) => note(calls.map(({ number }) => number))))
  })
  assert.equal(what, [['040123456', '030123456']])
})

log('records of Local channels and of hidden numbers are left out', () => {
  const { what } = play({}, ({ home, pbx, at, note }) => {
    at(1000, () => {
      cdr(pbx, '030123456', '1.1', 7, '', 'Local/ringall@door-00000001;2')
      cdr(pbx, '', '1.2', 7)
      cdr(pbx, '<unknown>', '1.3', 7)
    })
    at(2000, () => home.callLog$.subscribe((calls) => note(calls.length)))
  })
  assert.equal(what, [0])
})

log('a call that rang several phones is one entry, with the time of the talk', () => {
  const { what } = play({}, ({ home, pbx, at, note }) => {
    at(1000, () => {
      cdr(pbx, '030123456', '1.1', 0)
      cdr(pbx, '030123456', '1.1', 42)
      cdr(pbx, '030123456', '1.1', 0)
    })
    at(2000, () => home.callLog$.subscribe((calls) => note(calls.map(({ duration }) => duration))))
  })
  assert.equal(what, [[42]])
})

log.run()
