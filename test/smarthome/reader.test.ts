import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { firstValueFrom } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDirectory, showProblem, watchDirectory } from '../../src/smarthome/index.js'
import { eventually, pause, watch } from '../support/watching.js'

const test = suite<{ folder: string }>('reading a directory', { folder: '' })

test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'rx-smarthome-'))
})
test.after.each(async ({ folder }) => {
  await rm(folder, { recursive: true, force: true })
})

const put = async (folder: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}
const read = (folder: string) => firstValueFrom(readDirectory(folder))

test('reads the files that matter and leaves out the rest', async ({ folder }) => {
  await put(folder, {
    'etc/plugin.conf': 'plugin',
    'etc/smarthome.yaml': 'smarthome',
    'etc/other.conf': 'no',
    'items/office.conf': 'office',
    'items/.swap.conf': 'no',
    'items/old/x.conf': 'no',
    'logics/bell.ts': 'bell',
    'logics/bell.py': 'no',
    'var/cache/x.conf': 'no',
  })
  const { files, problems } = await read(folder)
  assert.equal([...files].sort(), [
    ['etc/plugin.conf', 'plugin'],
    ['etc/smarthome.yaml', 'smarthome'],
    ['items/office.conf', 'office'],
    ['logics/bell.ts', 'bell'],
  ])
  assert.equal(problems, [])
})

test('a directory that does not exist, or is a file, is one problem with a fix', async ({ folder }) => {
  await put(folder, { file: '' })
  for (const [name, words] of [
    ['nowhere', 'there is no such directory'],
    ['file', 'this is a file'],
  ] as const) {
    const { files, problems } = await read(join(folder, name))
    assert.is(files.size, 0)
    assert.equal(problems.map(showProblem), [
      `${join(folder, name)}: error: ${words}; name the directory that has etc/, items/ and logics/`,
    ])
  }
})

test('a file without permission is a problem, and the others are read', async ({ folder }) => {
  await put(folder, { 'etc/plugin.conf': 'x', 'items/a.conf': 'a' })
  // root may read every file, so this needs one that nobody can read
  if (process.getuid?.() === 0) {
    await rm(join(folder, 'etc/plugin.conf'))
    const { symlink } = await import('node:fs/promises')
    await symlink('.', join(folder, 'etc/plugin.conf'))
  } else await chmod(join(folder, 'etc/plugin.conf'), 0)
  const { files, problems } = await read(folder)
  assert.equal([...files.keys()], ['items/a.conf'])
  assert.match(
    problems.map(showProblem).join(),
    /^etc\/plugin.conf: error: (there is no permission to read this|this cannot be read)/,
  )
})

test('Latin-1 is read as such, with a warning; UTF-8 with a byte order mark is UTF-8', async ({ folder }) => {
  await put(folder, {
    'items/a.conf': Buffer.from('name = Büro', 'latin1'),
    'items/b.conf': '\uFEFFname = Büro \uFFFD',
  })
  const { files, problems } = await read(folder)
  assert.is(files.get('items/a.conf'), 'name = Büro')
  assert.is(files.get('items/b.conf'), '\uFEFFname = Büro \uFFFD')
  assert.equal(
    problems.map(({ severity, file }) => [severity, file]),
    [['warning', 'items/a.conf']],
  )
})

test('watching emits the files at once and after each change, of new folders too', async ({ folder }) => {
  await put(folder, { 'etc/plugin.conf': '1' })
  const seen = watch(watchDirectory(folder))
  const newest = (path: string) => seen.values.at(-1)?.files.get(path)
  await eventually('the first comes', () => newest('etc/plugin.conf') === '1')
  await put(folder, { 'etc/plugin.conf': '2' })
  await eventually('a change comes', () => newest('etc/plugin.conf') === '2')
  await mkdir(join(folder, 'items'))
  await eventually('the new folder is watched', async () => {
    await put(folder, { 'items/a.conf': 'a' })
    return newest('items/a.conf') === 'a'
  })
  await rm(join(folder, 'items/a.conf'))
  await eventually('a file that is gone is gone', () => seen.values.at(-1)?.files.has('items/a.conf') === false)
  seen.stop()
})

test('a write without a change emits nothing', async ({ folder }) => {
  await put(folder, { 'etc/plugin.conf': '1' })
  const seen = watch(watchDirectory(folder))
  await eventually('the first comes', () => seen.values.length === 1)
  await put(folder, { 'etc/plugin.conf': '1', 'etc/other.txt': 'x' })
  await pause(500)
  await put(folder, { 'items/a.conf': 'a' })
  await eventually('the next one comes', () => seen.values.some(({ files }) => files.has('items/a.conf')))
  assert.is(seen.values.length, 2)
  seen.stop()
})

test.run()
