/** S15, S16 and R2: the AstDB. */
import * as O from 'fp-ts/lib/Option.js'
import { firstValueFrom, forkJoin } from 'rxjs'
import * as assert from 'uvu/assert'
import type { Asterisk } from '../../src/index.js'
import { type Bench, conformance, failing, row } from './conformance.js'

const written = async (bench: Bench, path: string, value: string | number | boolean): Promise<Asterisk> => {
  const asterisk = await bench.ready('full')
  await firstValueFrom(asterisk.dbWrite(path, value))
  return asterisk
}

const comesBack = async (bench: Bench, value: string | number | boolean, text: string): Promise<void> => {
  const asterisk = await written(bench, 'conformance/value', value)
  assert.equal(await firstValueFrom(asterisk.dbRead('conformance/value')), O.some(text))
}

conformance('AstDB', [
  row('S15: what is written is what the console shows', async (bench) => {
    await written(bench, 'dnd/office', 1)
    assert.match(await bench.lab.cli('database get dnd office'), /Value: 1/)
  }),
  row('S15b: the family ends at the first slash', async (bench) => {
    await written(bench, 'a/b/c', 'x')
    assert.match(await bench.lab.cli('database get a b/c'), /Value: x/)
  }),
  row(
    'S15b: a key without family or without name is refused before it is sent',
    async ({ connect }) => {
      const asterisk = connect('full')
      for (const path of ['nokey', '/x', 'x/', '']) {
        assert.is((await failing(asterisk.dbWrite(path, 1)))._tag, 'InvalidAction')
      }
    },
    { reads: true },
  ),
  row('S15b: true is stored as 1', (bench) => comesBack(bench, true, '1')),
  row('S15b: 3.5 is stored as 3.5', (bench) => comesBack(bench, 3.5, '3.5')),
  row('S15b: an empty value is stored as such', (bench) => comesBack(bench, '', '')),
  row('S15b: a line break in a value is refused, and the link lives', async (bench) => {
    const asterisk = await bench.ready('full')
    const failure = await failing(asterisk.dbWrite('dnd/office', 'a\r\nAction: Logoff'))
    assert.is(failure._tag, 'InvalidAction')
    await firstValueFrom(asterisk.send({ Action: 'Ping' }))
  }),

  row('a family with wildcards is read and deleted alone', async (bench) => {
    const asterisk = await written(bench, 'call_forward/101', '555')
    for (const path of ['call_forward/a/b', 'callxforward/101', 'CALL_FORWARD/101']) {
      await firstValueFrom(asterisk.dbWrite(path, '1'))
    }
    assert.equal(
      await firstValueFrom(asterisk.dbTree('call_forward')),
      new Map([
        ['101', '555'],
        ['a/b', '1'],
      ]),
    )
    await firstValueFrom(asterisk.dbDeleteTree('call_forward'))
    assert.equal(await firstValueFrom(asterisk.dbTree('call_forward')), new Map())
    assert.equal(await firstValueFrom(asterisk.dbRead('callxforward/101', '')), '1')
    assert.equal(await firstValueFrom(asterisk.dbRead('CALL_FORWARD/101', '')), '1')
  }),

  row('S16: a value that was written is read as text', async (bench) => {
    const asterisk = await written(bench, 'dnd/office', 1)
    assert.equal(await firstValueFrom(asterisk.dbRead('dnd/office')), O.some('1'))
  }),
  row(
    'S16b: an unknown key is none',
    async (bench) => {
      const asterisk = await bench.ready('full')
      assert.equal(await firstValueFrom(asterisk.dbRead('conformance/unknown')), O.none)
    },
    { reads: true },
  ),
  row('S16b: a missing right is a failure that names it', async (bench) => {
    const asterisk = await bench.ready('minimal')
    const read = await failing(asterisk.dbRead('dnd/office'))
    const write = await failing(asterisk.dbWrite('dnd/office', 1))
    assert.equal(read._tag === 'Refused' && read.needs, ['system', 'reporting'])
    assert.equal(write._tag === 'Refused' && write.needs, ['system'])
  }),
  row('S16b: without a link it is no none either, but was not sent', async ({ connect }) => {
    const asterisk = connect('full', { port: 1, timeout: 300 })
    assert.is((await failing(asterisk.dbRead('dnd/office')))._tag, 'NotSent')
    assert.is((await failing(asterisk.dbWrite('dnd/office', 1)))._tag, 'NotSent')
  }),
  row('S16c: an empty value comes back as an empty text, not as none', (bench) => comesBack(bench, '', '')),
  row('S16c: UTF-8 comes back as it was', (bench) => comesBack(bench, 'Žluťoučký kůň ✓ 😀', 'Žluťoučký kůň ✓ 😀')),
  row('S16c: a value with a colon comes back as it was', (bench) => comesBack(bench, 'a: b: c', 'a: b: c')),

  row('R2: a hundred reads at once keep their owners', async (bench) => {
    const asterisk = await bench.ready('full')
    const keys = Array.from({ length: 100 }, (_, index) => `conformance/k${index}`)
    await firstValueFrom(forkJoin(keys.map((key) => asterisk.dbWrite(key, `of ${key}`))))
    const values = await firstValueFrom(forkJoin(keys.map((key) => asterisk.dbRead(key))))
    assert.equal(
      values,
      keys.map((key) => O.some(`of ${key}`)),
    )
    await firstValueFrom(asterisk.dbDeleteTree('conformance'))
  }),
  row('a tree is read and deleted as a whole', async (bench) => {
    const asterisk = await written(bench, 'tree/one', 1)
    await firstValueFrom(asterisk.dbWrite('tree/two/three', 23))
    assert.equal([...(await firstValueFrom(asterisk.dbTree('tree')))].sort(), [
      ['one', '1'],
      ['two/three', '23'],
    ])
    await firstValueFrom(asterisk.dbDelete('tree/one'))
    await firstValueFrom(asterisk.dbDelete('tree/one'))
    await firstValueFrom(asterisk.dbDeleteTree('tree'))
    assert.is((await firstValueFrom(asterisk.dbTree('tree'))).size, 0)
  }),
])
