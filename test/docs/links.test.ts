/** Links, pictures, files that a page names, and rules for all files of the project. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pages } from '../support/snippets.js'

const links = suite('links')

const prose = (file: string): string => readFileSync(file, 'utf8').replaceAll(/^```.*?^```$/gms, '')

/** The anchor of a heading, as GitHub names it. */
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

const REPOSITORY = 'https://github.com/rx-asterisk/rx-asterisk/blob/main/'

links('into the repository, to files that the package does not have, lead to such files', () => {
  const files = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => target.startsWith(REPOSITORY))
      .map((target) => target.slice(REPOSITORY.length)),
  )
  assert.ok(files.length > 20)
  assert.equal(
    files.filter((file) => !existsSync(file)),
    [],
  )
})

links('are found', () => {
  assert.ok(pages.flatMap(targets).length > 20)
})

links('of docs/README.md lead to every page of docs', () => {
  const listed = targets('docs/README.md').map((target) => join('docs', target))
  const missing = pages.filter(
    (page) => page.startsWith('docs/') && page !== 'docs/README.md' && !listed.includes(page),
  )
  assert.equal(missing, [])
})

links.run()

const pictures = suite('pictures')

const PICTURES = 'docs/pictures'

for (const name of readdirSync(PICTURES)) {
  pictures(`${name} is on a page`, () => {
    assert.ok(pages.some((page) => targets(page).some((target) => basename(target) === name)))
  })

  // a screenshot is made by npm run pictures
  if (!name.endsWith('.svg')) continue
  const svg = readFileSync(join(PICTURES, name), 'utf8')

  pictures(`${name} has a title and a description, and needs nothing from elsewhere`, () => {
    assert.match(svg, /^<svg [^>]*role="img"[^>]*aria-labelledby="title description"/)
    assert.match(svg, /<title id="title">[^<]+<\/title>\s*<desc id="description">[^<]+<\/desc>/)
    assert.not.match(svg, /<script|<image|<foreignObject|href=|@import|url\((?!#)/)
  })

  pictures(`${name} has colours for light and for dark pages, of its own background too`, () => {
    const [light = '', dark = ''] = svg.split('@media (prefers-color-scheme: dark)')
    for (const colours of [light, dark]) assert.match(colours, /text \{[^}]*fill: #[^]*\.panel \{ fill: #/)
  })

  pictures(`${name} has every element closed`, () => {
    const open = svg.match(/<[a-z][^>]*[^/]>/g)?.length
    assert.is(svg.match(/<\/[a-z]+>/g)?.length, open)
  })
}

pictures.run()

const named = suite('files that a page names')

/** Files that a program makes are not in the repository. */
const made = readFileSync('.gitignore', 'utf8').split('\n')

/** Pages about the inner parts of the project. */
const INNER = ['CONTRIBUTING.md', 'docs/decisions.md', 'docs/performance.md', 'docs/reliability.md', 'docs/security.md']

const paths = (page: string): readonly string[] =>
  [...prose(page).matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|mjs|cjs|json))`/g)].map(([, path = '']) => path)

for (const page of INNER) {
  named(`of ${page} exist`, () => {
    const exists = (path: string): boolean => ['', 'src', 'test'].some((folder) => existsSync(join(folder, path)))
    const gone = paths(page).filter((path) => !exists(path) && !made.includes(path))
    assert.equal(gone, [])
  })
}

named('are found', () => {
  assert.ok(INNER.flatMap(paths).length > 10)
})

named.run()

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
