import { map, merge, NEVER, timer } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { doNotDisturb } from '../../misc/examples/doNotDisturb.js'
import { play, type Stage, whatOf } from './stage.js'

const test = suite('example: do not disturb')

const onAt = (ms: number) => timer(ms).pipe(map(() => true))
const offAt = (ms: number) => timer(ms).pipe(map(() => false))
const said = ({ pbx, at }: Stage, ms: number, value: string, room = 'office'): void => {
  at(ms, () => {
    pbx.userEvent('Dnd', { Source: room, Value: value })
  })
}

test('shows at the start what the database holds', () => {
  const played = play({ database: { 'dnd/office': '1' } }, ({ asterisk, did }) =>
    doNotDisturb(asterisk, 'office', NEVER, did),
  )
  assert.equal(whatOf(played), [true])
})

test('follows the feature codes of its room and of no other', () => {
  const { effects } = play({}, (stage) => {
    said(stage, 1000, '1')
    said(stage, 2000, '1', 'kitchen')
    said(stage, 3000, '0')
    return doNotDisturb(stage.asterisk, 'office', NEVER, stage.did)
  })
  assert.equal(effects, [
    [0, false],
    [1000, true],
    [3000, false],
  ])
})

test('writes the switch into the database', () => {
  const stored: unknown[] = []
  play({}, ({ asterisk, pbx, at, did }) => {
    at(2000, () => stored.push(pbx.database().get('dnd/office')))
    at(4000, () => stored.push(pbx.database().get('dnd/office')))
    return doNotDisturb(asterisk, 'office', merge(onAt(1000), offAt(3000)), did)
  })
  assert.equal(stored, ['1', '0'])
})

test('reads the database again after an outage, as feature codes of that time are lost', () => {
  const played = play({}, ({ asterisk, pbx, at, did }) => {
    at(5000, () => {
      pbx.faults.drop()
      pbx.cli('database put dnd office 1')
      pbx.userEvent('Dnd', { Source: 'office', Value: '1' })
    })
    return doNotDisturb(asterisk, 'office', NEVER, did)
  })
  assert.equal(whatOf(played), [false, true])
})

test('writes only the newest of the positions that a switch had during an outage', () => {
  let writes: readonly unknown[] = []
  play({}, ({ asterisk, pbx, at, did }) => {
    at(5000, () => {
      pbx.faults.kill()
    })
    at(9000, () => {
      pbx.faults.start()
    })
    at(50_000, () => {
      writes = pbx
        .actions()
        .filter(({ action }) => action === 'DBPut')
        .map(({ headers }) => new Map(headers).get('Val'))
    })
    return doNotDisturb(asterisk, 'office', merge(onAt(6000), offAt(6100), onAt(6200), offAt(6300)), did)
  })
  // the first was under way already
  assert.equal(writes, ['1', '0'])
})

test.run()
