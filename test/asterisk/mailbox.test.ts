/** S17 and B1: voicemail counts. */
import * as O from 'fp-ts/lib/Option.js'
import { firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { conformance, row } from './conformance.js'
import { eventually, pause, watch } from '../support/watching.js'

const BOX = { old: 3, new: 2, urgent: 1 }

conformance('mailboxes', [
  row('S17: old and new messages, in that order, with the minimal rights', async (bench) => {
    await bench.lab.mailbox('2222@default', BOX)
    const asterisk = await bench.ready('minimal')
    assert.equal(await firstValueFrom(asterisk.mailboxCount('2222')), [3, 2])
  }),
  row('S17b: a context is asked for once, however it is given', async (bench) => {
    await bench.lab.mailbox('22@office', { old: 0, new: 1, urgent: 0 })
    const asterisk = await bench.ready('minimal')
    assert.equal(await firstValueFrom(asterisk.mailboxCount('22', 'office')), [0, 1])
    assert.equal(await firstValueFrom(asterisk.mailboxCount('22@office')), [0, 1])
  }),
  row(
    'S17c: an unknown mailbox has no messages',
    async (bench) => {
      const asterisk = await bench.ready('minimal')
      assert.equal(await firstValueFrom(asterisk.mailboxCount('9999', 'nowhere')), [0, 0])
    },
    { reads: true },
  ),
  row('B1: the counts are known at Ready and follow each MessageWaiting', async (bench) => {
    await bench.lab.mailbox('2222@default', BOX)
    const asterisk = await bench.ready('minimal')
    const seen = watch(asterisk.mailbox('2222'))
    await eventually('they are known', () => seen.values.length === 1)
    assert.equal(seen.values, [{ old: 3, new: 2, urgent: O.some(1) }])
    await bench.lab.mailbox('2222@default', { old: 3, new: 3, urgent: 1 })
    await eventually('they follow', () => seen.values.at(-1)?.new === 3, 15_000)
    assert.equal(seen.values.at(-1), { old: 3, new: 3, urgent: O.some(1) })
  }),
  row(
    'B1: an announcement without counts makes no zero of them',
    async (bench) => {
      await bench.lab.mailbox('2222@default', { old: 0, new: 5, urgent: 0 })
      const asterisk = await bench.ready('minimal')
      const seen = watch(asterisk.mailbox('2222'))
      await eventually('they are known', () => seen.values.length === 1)
      const said = 'Event: MessageWaiting\r\nPrivilege: call,all\r\nMailbox: 2222@default\r\nWaiting: 1\r\n\r\n'
      await bench.lab.raw(Buffer.from(said))
      await pause()
      assert.equal(seen.values, [{ old: 0, new: 5, urgent: O.some(0) }])
    },
    { on: 'SIM' },
  ),
])
