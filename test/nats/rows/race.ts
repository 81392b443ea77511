/** Three gateways race for a log: one wins each round. */
import * as assert from 'uvu/assert'
import { firstValueFrom } from 'rxjs'
import type { Appended, Log } from '../../../src/nats/index.js'
import { textOfId } from '../../../src/nats/log.js'
import { subjectsOf } from '../../../src/nats/subject.js'
import type { Row } from './row.js'
import { logOver } from './row.js'

const claims = (log: Log, gateway: string, last: number): Promise<Appended> =>
  new Promise((resolve) => {
    const id = textOfId({ gateway, epoch: last + 1, n: 0, anchor: 0 })
    log.append({ id, subject: subjectsOf('berlin').lead, text: '' }, { _tag: 'Sequence', last }, resolve)
  })

export const race: Row = {
  name: 'three gateways race for a log',
  nodes: [1, 3],
  short: 30,
  full: 400,
  run: async (lab, rounds) => {
    const logs = await Promise.all(['a', 'b', 'c'].map(() => logOver(lab, 'berlin')))
    const [log] = logs
    assert.ok(log)
    for (let round = 0; round < rounds; round += 1) {
      const { last } = await firstValueFrom(log.tail())
      const ends = await Promise.all(logs.map((each, index) => claims(each, `g${index}`, last)))
      assert.is(ends.filter(({ _tag }) => _tag === 'Stored').length, 1, `round ${round}: ${JSON.stringify(ends)}`)
    }
    return `${rounds} rounds, one winner each`
  },
}
