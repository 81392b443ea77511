import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
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
  // root may read every file
  if (process.getuid?.() === 0) return
  await chmod(join(folder, 'etc/plugin.conf'), 0)
  const { files, problems } = await read(folder)
  assert.equal([...files.keys()], ['items/a.conf'])
  assert.match(
    problems.map(showProblem).join(),
    /^etc\/plugin.conf: error: there is no permission to read this; give the user/,
  )
})

/** Files that are none, with the only sentence about each of them. */
const NO_FILES: readonly (readonly [what: string, make: (path: string) => Promise<unknown>, words: string])[] = [
  ['a link to nothing', (path) => symlink('nowhere', path), 'this link leads to a file that does not exist'],
  ['a link to itself', (path) => symlink(path, path), 'this link leads back to itself'],
  ['a directory', (path) => mkdir(path), 'this is a directory, not a file'],
  ['a link to a directory', (path) => symlink('.', path), 'this is a directory, not a file'],
  [
    'a pipe that nobody writes into',
    async (path) => Promise.resolve(execFileSync('mkfifo', [path])),
    'this is a pipe or a device, not a file',
  ],
  ['a link to a device', (path) => symlink('/dev/zero', path), 'this is a pipe or a device, not a file'],
  [
    'a giant',
    async (path) => {
      await writeFile(path, '')
      await truncate(path, 1e12)
    },
    'this file has more than 4 MiB',
  ],
]

for (const [what, make, words] of NO_FILES) {
  for (const file of ['etc/plugin.conf', 'items/x.yaml', 'logics/x.js']) {
    test(`${what} at ${file} is a problem of this file, and the others are read`, async ({ folder }) => {
      await put(folder, { 'etc/logic.conf': 'l', 'items/a.conf': 'a', 'logics/a.js': 'a' })
      await make(join(folder, file))
      const { files, problems } = await read(folder)
      assert.equal([...files.keys()].sort(), ['etc/logic.conf', 'items/a.conf', 'logics/a.js'])
      assert.is(problems.length, 1)
      assert.match(problems.map(showProblem).join(), `${file}: error: ${words}; `)
    })
  }
}

/** Folders that are none. */
const NO_FOLDERS: readonly (readonly [what: string, make: (path: string) => Promise<unknown>, words: string])[] = [
  ['a link to nothing', (path) => symlink('nowhere', path), 'this link leads to a directory that does not exist'],
  ['a file', (path) => writeFile(path, ''), 'this is a file, and should be a directory'],
  ['a link to itself', (path) => symlink(path, path), 'this link leads back to itself'],
]

for (const [what, make, words] of NO_FOLDERS) {
  test(`${what} in place of items/ is a problem, and the rest is read`, async ({ folder }) => {
    await put(folder, { 'etc/logic.conf': 'l' })
    await make(join(folder, 'items'))
    const { files, problems } = await read(folder)
    assert.equal([...files.keys()], ['etc/logic.conf'])
    assert.is(problems.length, 1)
    assert.match(problems.map(showProblem).join(), `items: error: ${words}; `)
  })
}

test('a folder that does not exist, and a link to a file, are no problem', async ({ folder }) => {
  await put(folder, { 'etc/logic.conf': 'l', real: 'a' })
  await mkdir(join(folder, 'items'))
  await symlink('../real', join(folder, 'items/a.conf'))
  const { files, problems } = await read(folder)
  assert.equal([files.get('items/a.conf'), problems], ['a', []])
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
