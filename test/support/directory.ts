/** Configuration directories for the tests of the command line, in a temporary folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ITEMS, LOGIC } from './page.js'

const root = mkdtempSync(join(tmpdir(), 'rx-asterisk-house-'))
let count = 0

export const write = (dir: string, files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
}

/** A directory with these files. */
export const directory = (files: Readonly<Record<string, string>>): string => {
  count += 1
  const dir = join(root, `house${count}`)
  mkdirSync(dir, { recursive: true })
  write(dir, files)
  return dir
}

export const removeDirectories = (): void => {
  rmSync(root, { recursive: true, force: true })
}

export const plugin = (port: number, username = 'full', password = 'hunter2'): string =>
  `['ast']\n    class_path = plugins.asterisk\n    username = ${username}\n    password = ${password}\n    port = ${port}\n`

/** The configuration of the plugin's page, with a handler that prints its trigger. */
export const page = (port: number): Readonly<Record<string, string>> => ({
  'etc/plugin.conf': plugin(port),
  'etc/logic.conf': LOGIC,
  'items/office.conf': ITEMS,
  'logics/logic1.js': 'export default ({ source, value }) => { console.log(`logic1 got ${source} ${value}`) }\n',
  'logics/logic2.mjs': 'export default () => { throw new Error("no luck") }\n',
})
