/** logic.conf → logics: the triggers, the overlap of runs and the handler's file of each. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { flagIn } from './flag.js'
import { type Found, joined } from './found.js'
import { watching } from './pattern.js'
import { type ConfigurationProblem, error, info, warning } from './problem.js'
import type { ItemSettings, LogicOverlap, LogicSettings } from './settings.js'
import { attributesOf, BARS, BARS_AND_COMMAS, elementsOf, type Entry, type Section, textOf } from './tree.js'

const OVERLAPS: readonly LogicOverlap[] = ['parallel', 'queue', 'drop', 'restart']

/** The endings of handler files, in the order of the search. */
export const HANDLER_ENDINGS = ['.js', '.mjs', '.ts'] as const

const elementsAt = (section: Section, key: string, separators = BARS_AND_COMMAS): readonly string[] => {
  const entry = section.entries.get(key)
  return entry === undefined ? [] : elementsOf(entry, separators)
}

const overlapIn = (entry: Entry | undefined): E.Either<ConfigurationProblem, LogicOverlap> => {
  const text = entry === undefined ? 'parallel' : textOf(entry)
  const overlap = OVERLAPS.find((each) => each === text)
  return overlap !== undefined || entry === undefined
    ? E.right(overlap ?? 'parallel')
    : E.left(error(entry.at, `there is no overlap ${text}`, `write one of ${OVERLAPS.join(', ')}`))
}

/** The trigger at the start: `crontab = init`, with a value `crontab = init = 5`, or `init = yes`. All else in crontab is not supported. */
const initIn = (
  section: Section,
): { readonly init: LogicSettings['init']; readonly problems: readonly ConfigurationProblem[] } => {
  const own = flagIn(section.entries.get('init'), false)
  const inits = elementsAt(section, 'crontab', BARS).map((text) => /^init(?:\s*=\s*(.*))?$/.exec(text.trim()))
  const first = inits.find((each) => each !== null)
  const crontab = section.entries.get('crontab')
  const others: readonly ConfigurationProblem[] =
    crontab !== undefined && inits.includes(null)
      ? [
          info(
            crontab.at,
            `[${section.name}]: of crontab only init is supported, the rest is ignored`,
            'trigger the logic in code: house.trigger(name)',
          ),
        ]
      : []
  return {
    init: first === undefined ? (E.isRight(own) && own.right ? O.some(null) : O.none) : O.some(first[1] ?? null),
    problems: E.isLeft(own) ? [own.left, ...others] : others,
  }
}

/** The first existing file of `logics/<name>.js`, `.mjs`, `.ts`; a `filename` without its ending replaces the name. */
const fileOf = (name: string, filename: string | undefined, files: ReadonlySet<string>): O.Option<string> => {
  const stems = filename === undefined ? [name] : [filename.replace(/\.[^.]*$/, ''), name]
  const written = filename === undefined ? [] : [`logics/${filename}`]
  const candidates = [...written, ...stems.flatMap((stem) => HANDLER_ENDINGS.map((end) => `logics/${stem}${end}`))]
  return O.fromNullable(
    candidates.find((file) => files.has(file) && HANDLER_ENDINGS.some((ending) => file.endsWith(ending))),
  )
}

const handlerDoubts = (section: Section, file: O.Option<string>): readonly ConfigurationProblem[] => {
  const { name, at } = section
  if (O.isSome(file)) return []
  const entry = section.entries.get('filename')
  const fix = `write logics/${name}.ts, .js or .mjs, or register a handler named ${name} in code`
  if (entry === undefined) return [info(at, `[${name}] has no handler in logics/`, fix)]
  return textOf(entry).endsWith('.py')
    ? [info(entry.at, `[${name}] has its handler in Python, which cannot run here`, `port it: ${fix}`)]
    : [warning(entry.at, `[${name}]: its file is not in logics/`, fix)]
}

const triggerDoubts = (section: Section, items: readonly ItemSettings[]): readonly ConfigurationProblem[] => {
  const watch = section.entries.get('watch_item')
  return elementsAt(section, 'watch_item').flatMap((written): readonly ConfigurationProblem[] => {
    if (watch === undefined || items.some(watching(written))) return []
    const lower = written.toLowerCase()
    const like = items.find(({ path }) => path.toLowerCase() === lower)?.path
    return [
      warning(
        watch.at,
        `[${section.name}] watches ${written}, and there is no such item with a type`,
        like === undefined ? 'see the paths of items' : `${like} differs in case alone`,
      ),
    ]
  })
}

const logicOf = (
  section: Section,
  items: readonly ItemSettings[],
  files: ReadonlySet<string>,
): Found<LogicSettings> => {
  const { name, entries, at } = section
  const enabled = flagIn(entries.get('enabled'), true)
  const overlap = overlapIn(entries.get('overlap'))
  const { init, problems: initProblems } = initIn(section)
  const filename = entries.get('filename')
  const file = fileOf(name, filename === undefined ? undefined : textOf(filename), files)
  const logic: LogicSettings = {
    name,
    enabled: E.getOrElse(() => true)(enabled),
    userEvents: elementsAt(section, 'ast_userevent'),
    watch: elementsAt(section, 'watch_item'),
    init,
    overlap: E.getOrElse((): LogicOverlap => 'parallel')(overlap),
    file,
    attributes: attributesOf(section),
    at,
  }
  const idle = logic.userEvents.length + logic.watch.length === 0 && O.isNone(init)
  return {
    found: [logic],
    problems: [
      ...[enabled, overlap].flatMap((each) => (E.isLeft(each) ? [each.left] : [])),
      ...initProblems,
      ...(idle ? [info(at, `only code can trigger [${name}]`, 'add ast_userevent, watch_item or init')] : []),
      ...(logic.enabled ? handlerDoubts(section, file) : []),
      ...triggerDoubts(section, items),
    ],
  }
}

/** All logics of logic.conf. `files`: the paths of the directory. */
export const logicsIn = (
  tree: Section,
  items: readonly ItemSettings[],
  files: ReadonlySet<string>,
): Found<LogicSettings> => joined([...tree.sections.values()].map((section) => logicOf(section, items, files)))
