/**
 * `npm run catalog`: generates files from the data in this folder. `--check` reports files that are not up to date, and writes none.
 * `--sweep` lists the headers whose type may be wrong. `--compare core-en_US.xml` lists the actions, events and headers that the catalog lacks; Asterisk installs this file.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { format, resolveConfig } from 'prettier'
import { additions } from './compare.js'
import { generated } from './generate.js'
import { evidenceIn, facts } from './model.js'
import { sweep } from './sweep.js'
import { documented } from './xml.js'

const USAGE = 'usage: npm run catalog [-- --check | --sweep | --compare path/to/core-en_US.xml]'
const project = fileURLToPath(new URL('../..', import.meta.url))
const json = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))

/** The text in the format of this project; pages are wrapped, which prettier leaves alone by default. */
const formatted = async (file: string, text: string): Promise<string> =>
  format(text, {
    ...(await resolveConfig(file)),
    ...(file.endsWith('.md') ? { proseWrap: 'always', printWidth: 140 } : {}),
    filepath: file,
  })

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, compare: { type: 'string' }, sweep: { type: 'boolean' } },
  })
  const all = facts(json('actions.json'), json('events.json'), json('kinds.json'))
  if (values.compare !== undefined) {
    const news = additions(all, documented(readFileSync(values.compare, 'utf8')))
    console.log(news.length === 0 ? 'the catalog is complete' : news.join('\n'))
    return 0
  }
  if (values.sweep === true) {
    const found = sweep(all, evidenceIn(json('evidence.json')))
    console.log(found.length === 0 ? 'no doubtful header' : found.join('\n'))
    return found.length === 0 ? 0 : 1
  }
  const stale: string[] = []
  for (const [path, text] of Object.entries(generated(all))) {
    const file = join(project, path)
    const wanted = await formatted(file, text)
    if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue
    stale.push(path)
    if (values.check === true) continue
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, wanted)
  }
  const result = values.check === true ? 'not up to date' : 'written'
  console.log(stale.length === 0 ? 'everything is up to date' : stale.map((path) => `${result}: ${path}`).join('\n'))
  return values.check === true && stale.length > 0 ? 1 : 0
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
    process.exitCode = 2
  },
)
