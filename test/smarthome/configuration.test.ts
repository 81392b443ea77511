import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ITEMS, LOGIC, PLUGIN } from '../support/page.js'
import { understand } from './understand.js'

const whole = suite('the whole directory')

whole('S4, S6, S11: the whole configuration of the page', () => {
  const { configuration: seen, problems } = understand({
    'etc/plugin.conf': PLUGIN,
    'etc/smarthome.conf': ITEMS,
    'etc/logic.conf': LOGIC,
  })
  assert.equal([seen.connections.length, seen.items.length, seen.logics.length], [1, 1, 2])
  assert.equal(
    problems.filter(({ severity }) => severity !== 'info'),
    [],
  )
})

whole('a directory that is itself etc/ is read too', () => {
  assert.is(understand({ 'plugin.conf': PLUGIN }).configuration.connections.length, 1)
})

whole('no files make it throw', () => {
  const name = fc.constantFrom('etc/plugin.conf', 'etc/logic.yaml', 'etc/logic.conf', 'items/a.conf', 'items/b.yaml')
  const word = fc.constantFrom(
    '[a]',
    '[[b]]',
    'type = bool',
    'ast_dev = ',
    'ast_db@x = a/b',
    'class_path = asterisk',
    'a:',
    '  b: ',
    'crontab = init',
    'watch_item = *(',
    '__proto__ = 1',
    '[__proto__]',
    '[constructor]',
  )
  const text = fc.array(fc.oneof(word, fc.string())).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(fc.dictionary(name, text), (files) => {
      understand(files)
    }),
    { numRuns: 1000 },
  )
})

whole.run()
