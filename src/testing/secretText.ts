/** The text of a frame without its secrets: also those in the output of a console and in configuration files that Asterisk sends. */

/** The replacement of a secret. */
const HIDDEN = '***'

/** Words in the name of a setting or of a header that has a secret value. */
const WORDS =
  'secret|pass(?!thr|ed|iv|ing|age|eng)|pincode|md5|challenge|token|credential|authorization|community|(?:api|auth|access|private)[_-]?key'
const SECRET_NAME = new RegExp(`${WORDS}|^key$|^(?:admin|user)?_?pin$`, 'i')

// each repetition has a limit: without limits a long value would take quadratic time
const GAP = '(?:[ \\t]|\\x1b\\[[\\d;]{0,16}m){0,80}'

/** `password : x`, `secret=x`, `"secret": "x"`, `dbpass => x`, also in the colours of a console. */
const SETTING = new RegExp(
  `((?:(?:${WORDS})[\\w./-]{0,64}|\\b(?:admin|user)?_?pin)["')]{0,2}${GAP}(?:=>?|:)${GAP})("(?:[^"\\\\]|\\\\.)*"|[^\\s].*)`,
  'gi',
)

/** `sip:user:secret@host`, `//user:secret@host`, `IAX2/user:secret@host`: a URI, and the data of Dial. */
const ADDRESS = /((?:\bsips?:|\/\/|\b(?:IAX2|SIP|PJSIP)\/)[^\s:@/;<>|,]{1,128}):[^\s@/<>,;]{1,128}@/gi

/** Lines of configuration files with a secret in a place of its own: voicemail.conf, meetme.conf, sip.conf and iax.conf. */
const CONFIGURED: readonly (readonly [RegExp, string])[] = [
  [/^(\s*\d+\s*=>?\s*)[^,]*(,.*)$/, `$1${HIDDEN}$2`],
  [/^(\s*conf\s*=>?[^,]*,).*$/i, `$1${HIDDEN}`],
  [/^(\s*register\s*=>?\s*)\S.*$/i, `$1${HIDDEN}`],
]

/** Headers whose value names the setting that another header has the value of. */
const NAMING: ReadonlySet<string> = new Set(['variable', 'key', 'family', 'parameter'])
const NAMED: ReadonlySet<string> = new Set(['value', 'val'])

/** Applications of the dialplan whose data are a secret. */
const SECRET_APPLICATION = /^(?:Authenticate|DISA)$/i
const APPLICATION_DATA: ReadonlySet<string> = new Set(['appdata', 'applicationdata'])

const withoutSettings = (text: string): string =>
  text
    .replace(SETTING, (_, name: string, value: string) => `${name}${value.startsWith('"') ? `"${HIDDEN}"` : HIDDEN}`)
    .replace(ADDRESS, `$1:${HIDDEN}@`)

const withoutConfigured = (text: string): string =>
  CONFIGURED.reduce((line, [pattern, replacement]) => line.replace(pattern, replacement), text)

/** One line of a frame; `name` is '' without a colon. */
interface Line {
  readonly name: string
  readonly value: string
}

const lineOf = (text: string): Line => {
  const colon = text.indexOf(':')
  return colon > 0 ? { name: text.slice(0, colon), value: text.slice(colon + 1) } : { name: '', value: text }
}

type Column = readonly [from: number, to: number]

/** The columns with secrets of a table whose titles this line has, such as the table of `sip show users`. */
const columnsIn = (titles: string): readonly Column[] => {
  if (/[:=]/.test(titles)) return []
  const words = [...titles.matchAll(/\S+/g)]
  return words.flatMap(({ index, 0: word }, at) =>
    words.length > 1 && /^(?:secret|password)$/i.test(word)
      ? [[index, words[at + 1]?.index ?? titles.length + 80] as const]
      : [],
  )
}

const withoutColumns = (text: string, columns: readonly Column[]): string =>
  columns.reduce((line, [from, to]) => {
    const cell = line.slice(from, to)
    return cell.trim() === '' ? line : `${line.slice(0, from)}${HIDDEN.padEnd(cell.length)}${line.slice(to)}`
  }, text)

/** Removes the secrets of a console's output, line by line: a table has its secrets in the lines after its titles. */
const consoleOutput = (): ((line: string) => string) => {
  let columns: readonly Column[] = []
  return (line) => {
    const found = columnsIn(line)
    if (found.length > 0) {
      columns = found
      return line
    }
    return withoutSettings(withoutColumns(line, columns))
  }
}

/** The test for the names of headers whose values are secrets, which depends on the other headers of a frame. */
const isSecretIn = (lines: readonly Line[]): ((name: string) => boolean) => {
  const has = (wanted: (name: string, value: string) => boolean): boolean =>
    lines.some(({ name, value }) => wanted(name.trim().toLowerCase(), value.trim()))
  const hidesValue = has((name, value) => NAMING.has(name) && SECRET_NAME.test(value))
  const hidesData = has((name, value) => name === 'application' && SECRET_APPLICATION.test(value))
  return (name) => {
    const lower = name.trim().toLowerCase()
    return SECRET_NAME.test(lower) || (hidesValue && NAMED.has(lower)) || (hidesData && APPLICATION_DATA.has(lower))
  }
}

/** The text of a frame with `***` in place of its secrets. */
export const withoutSecrets = (text: string): string => {
  // the output of Asterisk 13 has lines that end in a line feed alone
  const pieces = text.split(/(\r?\n)/)
  const isSecret = isSecretIn(pieces.map(lineOf))
  const output = consoleOutput()
  return pieces
    .map((piece) => {
      const { name, value } = lineOf(piece)
      if (name === '') return output(piece)
      if (isSecret(name)) return `${name}: ${HIDDEN}`
      if (name === 'Output') return `Output: ${output(value.replace(/^ /, ''))}`
      return `${name}:${/^Line-/i.test(name) ? withoutConfigured(withoutSettings(value)) : withoutSettings(value)}`
    })
    .join('')
}
