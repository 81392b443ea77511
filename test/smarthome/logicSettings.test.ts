import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LOGIC } from '../support/page.js'
import { PLUGGED, problemsOf, understand } from './understand.js'

const logics = suite('logics of a configuration')

const logicsOf = (files: Readonly<Record<string, string>>) => understand({ ...PLUGGED, ...files }).configuration.logics

logics('S11: the two sections of the page', () => {
  const files = { 'etc/logic.conf': LOGIC }
  assert.equal(
    logicsOf(files).map(({ name, userEvents, overlap }) => [name, userEvents, overlap]),
    [
      ['logic1', ['Call'], 'parallel'],
      ['logic2', ['Action'], 'parallel'],
    ],
  )
  assert.equal(problemsOf({ ...PLUGGED, ...files }, 'error', 'warning'), [])
  assert.match(
    problemsOf({ ...PLUGGED, ...files }).join('\n'),
    /logic.conf:1:1: info: \[logic1\] has no handler in logics\//,
  )
})

logics('S13g: several names, with bars, commas, or as a YAML list', () => {
  for (const files of [
    { 'etc/logic.conf': '[l]\nast_userevent = Call | Action' },
    { 'etc/logic.conf': '[l]\nast_userevent = Call, Action' },
    { 'etc/logic.yaml': 'l:\n  ast_userevent: [Call, Action]\n' },
    { 'etc/logic.yaml': 'l:\n  ast_userevent: Call | Action\n' },
  ]) {
    assert.equal(logicsOf(files)[0]?.userEvents, ['Call', 'Action'])
  }
})

logics('init, with and without a value; the rest of crontab is a note', () => {
  const init = (text: string) => logicsOf({ 'etc/logic.conf': `[l]\n${text}` })[0]?.init
  assert.equal(init('crontab = init'), O.some(null))
  assert.equal(init('crontab = init = 5 | 0 5 * *'), O.some('5'))
  assert.equal(init('init = yes'), O.some(null))
  assert.equal(init('crontab = 0 5 * *'), O.none)
  assert.match(
    problemsOf({ ...PLUGGED, 'etc/logic.conf': '[l]\ncrontab = init | 0 5 * *' }).join(),
    /logic.conf:2:1: info: \[l\]: of crontab only init/,
  )
})

logics('enabled and overlap are read; wrong values are refused', () => {
  const [off, queue] = logicsOf({ 'etc/logic.conf': '[a]\nenabled = no\n[b]\noverlap = queue' })
  assert.equal([off?.enabled, queue?.overlap], [false, 'queue'])
  assert.equal(
    problemsOf({ ...PLUGGED, 'etc/logic.conf': '[a]\ninit = yes\nenabled = si\noverlap = stack' }, 'error'),
    [
      'etc/logic.conf:3:1: error: enabled must be true or false, yes or no, on or off, 1 or 0; write yes or no',
      'etc/logic.conf:4:1: error: there is no overlap stack; write one of parallel, queue, drop, restart',
    ],
  )
})

logics('D19: the handler is the first of .js, .mjs, .ts by name or by the stem of filename', () => {
  const file = (conf: string, ...there: readonly string[]) =>
    logicsOf({ 'etc/logic.conf': conf, ...Object.fromEntries(there.map((path) => [path, ''])) })[0]?.file
  assert.equal(file('[l]', 'logics/l.ts', 'logics/l.mjs'), O.some('logics/l.mjs'))
  assert.equal(file('[l]\nfilename = bell.py', 'logics/bell.ts'), O.some('logics/bell.ts'))
  assert.equal(file('[l]\nfilename = bell.ts', 'logics/bell.js', 'logics/bell.ts'), O.some('logics/bell.ts'))
  assert.equal(file('[l]\nfilename = bell.py', 'logics/bell.py'), O.none)
})

logics('D19: a handler in Python is a note, not a mistake', () => {
  assert.match(
    problemsOf({ ...PLUGGED, 'etc/logic.conf': '[l]\ninit = yes\nfilename = l.py' }).join(),
    /logic.conf:3:1: info: \[l\] has its handler in Python/,
  )
})

logics('watched items that do not exist are a warning, which names one that differs in case', () => {
  const files = (watch: string) => ({
    ...PLUGGED,
    'items/x.conf': '[office]\n[[fon]]\ntype = bool\nknx = 1',
    'etc/logic.conf': `[l]\nwatch_item = ${watch}`,
    'logics/l.js': '',
  })
  assert.equal(problemsOf(files('*.fon | office.f?n | *:knx')), [])
  assert.match(problemsOf(files('Office.fon')).join(), /warning: .*; office.fon differs in case alone/)
  assert.match(problemsOf(files('*.door')).join(), /warning: \[l\] watches \*.door/)
})

logics.run()
