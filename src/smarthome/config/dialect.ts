/** The dialects of .conf as tables of rules: three generations of one syntax, and a reading that takes what any of them could. */

/**
 * - `ConfigObj`: smarthome.py up to 0.9, the dialect of the plugin's first page.
 * - `smarthome.py`: 1.0, with a parser of its own.
 * - `SmartHomeNG`: its .conf files.
 * - `any`: reads a directory of whichever; warns where they would read differently.
 */
export type Dialect = 'ConfigObj' | 'smarthome.py' | 'SmartHomeNG' | 'any'

export interface Rules {
  /** Section names may stand in these quotes. */
  readonly nameQuotes: string
  /** What a section name may be, and a key; what does not fit is left out with an error. */
  readonly name: RegExp
  readonly key: RegExp
  /** Whether quotes keep `#`, and the separators of lists, from having their meaning. */
  readonly quotesProtect: boolean
  /** What separates the elements of a list. `known`: commas only in keys that are lists by their nature, besides bars. */
  readonly lists: 'comma' | 'bar' | 'known'
  /** `x =` */
  readonly empty: 'text' | 'absent'
  /** `'''` begins a text of several lines. */
  readonly tripleQuotes: boolean
  /** A backslash at the end of a line joins it with the next. */
  readonly continues: boolean
  /** A section or key that comes twice in a file. */
  readonly twice: 'fails' | 'merges'
  /** A section name that does not fit: the rest of the file is lost, or only that section. */
  readonly badName: 'stops' | 'skips'
}

const ANYTHING = /^.+$/s

const PYTHON_WORDS =
  'False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|' +
  'lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield'

const CONFIG_OBJ: Rules = {
  nameQuotes: `'"`,
  name: ANYTHING,
  key: ANYTHING,
  quotesProtect: true,
  lists: 'comma',
  empty: 'text',
  tripleQuotes: true,
  continues: false,
  twice: 'fails',
  badName: 'stops',
}

const SMARTHOME_PY: Rules = {
  nameQuotes: `'`,
  name: /^\w+$/,
  key: /^\w+$/,
  quotesProtect: false,
  lists: 'bar',
  empty: 'absent',
  tripleQuotes: false,
  continues: false,
  twice: 'merges',
  badName: 'stops',
}

const SMARTHOME_NG: Rules = {
  ...SMARTHOME_PY,
  name: new RegExp(`^(?!(?:set|get|property|${PYTHON_WORDS})$)(?!\\d)\\w+$`),
  key: /^[\w@*]+$/,
  continues: true,
}

const ANY: Rules = {
  ...CONFIG_OBJ,
  lists: 'known',
  continues: true,
  twice: 'merges',
  badName: 'skips',
}

export const RULES: Readonly<Record<Dialect, Rules>> = {
  ConfigObj: CONFIG_OBJ,
  'smarthome.py': SMARTHOME_PY,
  SmartHomeNG: SMARTHOME_NG,
  any: ANY,
}

/** The keys that are lists by their nature: commas separate their elements, as ConfigObj did everywhere. */
export const LIST_KEYS: ReadonlySet<string> = new Set(['ast_userevent', 'watch_item', 'crontab', 'eval_trigger'])
