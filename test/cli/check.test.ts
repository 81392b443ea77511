/** `check`: all mistakes with their locations and fixes; connects nowhere. */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../../src/testing/index.js'
import { directory, page, removeDirectories } from '../support/directory.js'
import { inside } from '../support/inside.js'
import { objects, run } from '../support/program.js'

const test = suite('check')

const BROKEN = {
  'etc/plugin.conf':
    "['ast']\n    class_path = plugins.asterisk\n    username = admin\n    port = fifty\n    password = 's3cret\n",
  'etc/logic.conf': "['logic1']\n    ast_userevent = Call\n    watch_item = office.fax\n",
  'items/office.conf':
    '[office]\n[[fon]]\ntype = bool\nast_dev = 2222\n[[[[deep]]]]\ntype = num\n[[light]]\ntype = lamp\n',
  'items/cellar.yaml': 'cellar:\n  fon:\n    type: bool\n   ast_dev: 30\n',
}

test('lists every mistake of a broken directory with file, line and fix, and exits 1', async () => {
  const dir = directory(BROKEN)
  const { code, out, err } = await run(['check', dir])
  assert.equal([code, err], [1, ''])
  const lines = out.split('\n')
  const mistakes = lines.filter((line) => line.includes(': error: '))
  const places = [
    'etc/logic.conf:3:5: warning',
    'etc/plugin.conf:4:5: error',
    'etc/plugin.conf:5:16: warning',
    'items/cellar.yaml:4:1: error',
    'items/office.conf:5:1: error',
    'items/office.conf:8:1: error',
  ]
  assert.equal(
    places.filter((place) => !lines.some((line) => line.startsWith(join(dir, place)))),
    [],
    out,
  )
  assert.ok(
    mistakes.every((line) => /:\d+:\d+: error: .+; .+/.test(line)),
    out,
  )
  assert.match(out, new RegExp(`\\nerrors: ${mistakes.length}, warnings: \\d+, worth knowing: \\d+\\n$`))
  assert.not.match(out, 's3cret')
})

test('lists the mistakes as JSON for programs', async () => {
  const dir = directory(BROKEN)
  const { code, out } = await inside(['check', dir, '--json'])
  const said = objects(out)
  assert.is(code, 1)
  assert.ok(
    said.some((each) =>
      JSON.stringify(each).startsWith(
        `{"type":"problem","severity":"error","file":"${join(dir, 'etc/plugin.conf')}","line":4,"column":`,
      ),
    ),
  )
  assert.match(JSON.stringify(said.at(-1)), /^\{"type":"summary","errors":[1-9]/)
})

test('lists the page’s connections, items and logics, connects nowhere and runs nothing', async () => {
  const pbx = simulate()
  const { port } = await pbx.listen()
  const dir = directory({ ...page(port), 'logics/logic1.js': 'process.exit(42)\n' })
  const { code, out, err } = await run(['check', dir])
  assert.equal([code, err], [0, ''])
  assert.match(out, `1 connection: ast (full at 127.0.0.1:${port})\n`)
  assert.match(out, '1 item, 1 of them of Asterisk: office.fon (ast_dev 2222)\n')
  assert.match(out, '2 logics: logic1 (logics/logic1.js), logic2 (logics/logic2.mjs)\n')
  assert.equal(pbx.actions(), [])
  await pbx.close()
})

test('--load finds a handler that cannot be loaded', async () => {
  const dir = directory({ ...page(5038), 'logics/logic1.js': 'export default 5\n' })
  const { code, out } = await inside(['check', dir, '--load'])
  assert.is(code, 1)
  assert.match(out, `${join(dir, 'logics/logic1.js')}: error: this file has no function as its default export`)
})

test('--strict counts warnings as mistakes', async () => {
  const dir = directory({ ...page(5038), 'etc/logic.conf': '[logic1]\nwatch_item = office.fax\n' })
  const codes = [(await inside(['check', dir])).code, (await inside(['check', dir, '--strict'])).code]
  assert.equal(codes, [0, 1])
})

test('reports a directory that does not exist', async () => {
  const { code, out } = await inside(['check', '/no/such/directory'])
  assert.is(code, 1)
  assert.match(out, '/no/such/directory: error: there is no such directory; name the directory that has etc/')
})

test.after(removeDirectories)

test.run()
