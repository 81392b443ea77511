/** The dialects of .conf as tables of rules: three generations of one syntax, and one reading that accepts all of them. */

/**
 * The program whose rules for .conf apply.
 *
 * - `ConfigObj`: smarthome.py up to 0.9, the dialect of the plugin's first page.
 * - `smarthome.py`: 1.0, which has its own parser.
 * - `SmartHomeNG`: its .conf files.
 * - `any`: accepts the files of all three; warns where they would read a line differently.
 */
export type ConfDialect = 'ConfigObj' | 'smarthome.py' | 'SmartHomeNG' | 'any'

export interface Rules {
  /** Quotes that a section name may have. */
  readonly nameQuotes: string
  /** The allowed section names and keys; others are left out with an error. */
  readonly name: RegExp
  readonly key: RegExp
  /** True if `#` and list separators inside of quotes are plain text. */
  readonly quotesProtect: boolean
  /** The separators of list elements. `known`: bars, and in the keys of `LIST_KEYS` also commas. */
  readonly lists: 'comma' | 'bar' | 'known'
  /** The meaning of `x =`: an empty text, or no entry. */
  readonly empty: 'text' | 'absent'
  /** True if `'''` begins a text of several lines. */
  readonly tripleQuotes: boolean
  /** True if a backslash at the end of a line joins it with the next line. */
  readonly continues: boolean
  /** The effect of a section or key that comes twice in a file. */
  readonly twice: 'fails' | 'merges'
  /** The effect of a section name that is not allowed: the rest of the file is lost, or only this section. */
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

export const RULES: Readonly<Record<ConfDialect, Rules>> = {
  ConfigObj: CONFIG_OBJ,
  'smarthome.py': SMARTHOME_PY,
  SmartHomeNG: SMARTHOME_NG,
  any: ANY,
}

/** Keys whose values are lists: commas separate their elements, as ConfigObj does everywhere. */
export const LIST_KEYS: ReadonlySet<string> = new Set(['ast_userevent', 'watch_item', 'crontab', 'eval_trigger'])

/** Keys whose values are lists with bars only, also with the name of a connection: `ast_dev@pbx2`. */
const BAR_KEYS: ReadonlySet<string> = new Set(['ast_dev', 'ast_box', 'ast_db'])

/** True for a key whose text is a list where it has bars, in YAML too. */
export const hasBars = (key: string): boolean => LIST_KEYS.has(key) || BAR_KEYS.has(key.split('@', 1)[0] ?? '')
