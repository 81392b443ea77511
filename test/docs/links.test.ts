/** Pages that lead somewhere, and files that name nobody's machine. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pages } from '../support/snippets.js'

const links = suite('links')

const prose = (file: string): string => readFileSync(file, 'utf8').replaceAll(/^```.*?^```$/gms, '')

/** How GitHub names the anchor of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')

const anchors = (file: string): readonly string[] =>
  [...prose(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading))

const targets = (file: string): readonly string[] =>
  [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter((to) => !/^https?:/.test(to))

for (const page of pages) {
  links(`of ${page} lead somewhere`, () => {
    const broken = targets(page).filter((target) => {
      const [path = '', fragment] = target.split('#')
      const file = path === '' ? page : join(dirname(page), path)
      if (!existsSync(file)) return true
      return fragment !== undefined && !(statSync(file).isFile() && anchors(file).includes(fragment))
    })
    assert.equal(broken, [])
  })
}

links('are found', () => {
  assert.ok(pages.flatMap(targets).length > 20)
})

links.run()

const files = suite('files of the project')

const text = (file: string): string => readFileSync(file, 'utf8')
const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(file) && !file.startsWith('test/docs/links'))

files('README is short', () => {
  assert.ok(text('README.md').split('\n').length <= 151)
})

files('name no registry, and no folder of the machine where they were written', () => {
  const forbidden = /registry\.npm|"resolved":|\/home\/\w|\/work\/|\/Users\/\w/
  assert.equal(
    tracked.filter((file) => forbidden.test(text(file))),
    [],
  )
})

files('hold no other project’s path', () => {
  assert.equal(
    tracked.filter((file) => /\.\.\/shared|\.library/.test(text(file))),
    [],
  )
})

files('of source stay short enough to read', () => {
  const long = tracked.filter(
    (file) =>
      /^(src|test|misc|scripts)\/.*\.(ts|mjs)$/.test(file) &&
      !file.startsWith('src/protocol/catalog/') &&
      text(file).split('\n').length > 310,
  )
  assert.equal(long, [])
})

files.run()
