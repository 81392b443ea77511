/** The .conf files of smarthome.py and SmartHomeNG → a tree with places; reads on after a mistake, and never throws. */
import { entryIn, isComment, type Line, linesOf, placeIn, tripleQuoted } from './confLines.js'
import { type Dialect, LIST_KEYS, type Rules, RULES } from './dialect.js'
import { error, info, type Place, type Problem, warning } from './problem.js'
import { DEEPEST, type Growing, growing, type Parsed } from './tree.js'
import { type Doubt, readValue } from './value.js'

// the guard keeps a row of brackets that none closes from being tried from each of them
const HEADER = /^\s*(\[+)(?!\[)([^\]]*)(\]+)\s*(.*)$/s

const DOUBTS: Readonly<Record<Doubt['_tag'], readonly [message: string, fix: string]>> = {
  HashInQuotes: [
    'has a # inside quotes: it is read whole here, but smarthome.py 1.0 and SmartHomeNG cut it there',
    'nothing, if the whole value is meant',
  ],
  HashInText: [
    'has a # right behind its text: from there on it is a comment',
    'put the value in quotes if the # belongs to it, or a blank before the #',
  ],
  OpenQuote: ['begins with a quote that is not closed', 'close the quote, or leave it out'],
  AfterQuote: ['goes on behind its closing quote', 'put the whole value in one pair of quotes'],
  Interpolation: [
    'has %(…)s, which is not supported: it stays as it is written; smarthome.py up to 0.9 put another value in its place',
    'write out the value',
  ],
}

/** A reader of one file: where it stands in the tree, and what it found. */
class Reader {
  readonly problems: Problem[] = []
  readonly root: Growing
  /** The open sections, the root first; what hangs below a bad header grows in a tree of its own, which is thrown away. */
  private open: readonly Growing[]
  private readonly file: string
  private readonly rules: Rules

  constructor(file: string, rules: Rules) {
    this.file = file
    this.rules = rules
    this.root = growing('', { file, line: 0, column: 0 })
    this.open = [this.root]
  }

  /** False: the dialect's own program reads no further. */
  line(line: Line): boolean {
    const { text } = line
    if (isComment(text)) return true
    const header = HEADER.exec(text)
    if (header !== null) return this.header(header, this.at(line, text.indexOf('[')))
    const entry = entryIn(text)
    if (entry === undefined) {
      this.problems.push(
        error(
          this.at(line, text.search(/\S/)),
          'this line is neither a [section] nor key = value',
          'mend it, or begin it with # to make it a comment',
        ),
      )
      return true
    }
    return this.entry(entry, line)
  }

  private at(line: Line, index: number): Place {
    return { file: this.file, ...placeIn(line, index) }
  }

  private header([, left = '', inside = '', right = '', after = '']: RegExpExecArray, at: Place): boolean {
    const depth = left.length
    const name = this.sectionName(inside.trim())
    const mistake = this.mistakeIn(depth, right.length, name, after)
    if (mistake !== undefined) {
      this.problems.push(error(at, ...mistake))
      if (this.rules.badName === 'stops') return false
      this.open = [...this.open.slice(0, depth), growing(name ?? '', at)]
      return true
    }
    return this.enter(name ?? '', depth, at)
  }

  private mistakeIn(
    depth: number,
    closing: number,
    name: string | undefined,
    after: string,
  ): readonly [string, string] | undefined {
    if (depth !== closing)
      return [`${depth} brackets open this section and ${closing} close it`, 'write as many on both sides']
    if (after !== '' && !after.startsWith('#'))
      return ['something follows the section', 'put it into a line of its own']
    if (name === undefined || !this.rules.name.test(name))
      return ['this section name is not allowed', 'use letters, digits and _']
    if (depth > DEEPEST) return [`a section cannot have more than ${DEEPEST} brackets`, 'nest less']
    if (depth > this.open.length)
      return [`a section with ${depth} brackets has none with ${depth - 1} around it`, 'leave out no level']
    return undefined
  }

  private sectionName(inside: string): string | undefined {
    const quote = inside[0] ?? ''
    if (quote !== "'" && quote !== '"') return inside
    const closed = inside.length > 1 && inside.endsWith(quote)
    return closed && this.rules.nameQuotes.includes(quote) ? inside.slice(1, -1).trim() : undefined
  }

  private enter(name: string, depth: number, at: Place): boolean {
    const around = this.open[depth - 1] ?? this.root
    const before = around.sections.get(name)
    if (before !== undefined && this.rules.twice === 'fails') return this.twice(`section [${name}]`, before.at, at)
    const section = before ?? growing(name, at)
    around.sections.set(name, section)
    this.open = [...this.open.slice(0, depth), section]
    return true
  }

  private twice(what: string, before: Place, at: Place): boolean {
    this.problems.push(
      error(at, `${what} is there already, in line ${before.line}: the whole file is refused`, 'keep one of them'),
    )
    this.root.entries.clear()
    this.root.sections.clear()
    return false
  }

  private entry({ key, indent, value: text }: NonNullable<ReturnType<typeof entryIn>>, line: Line): boolean {
    const at = this.at(line, indent)
    const name = this.sectionName(key) ?? key
    if (!this.rules.key.test(name)) {
      this.problems.push(error(at, 'this key is not allowed', 'use letters, digits and _'))
      return true
    }
    const whole = tripleQuoted(text, this.rules)
    const { value, raw, doubts } =
      whole === undefined ? readValue(text, this.rules, LIST_KEYS.has(name)) : { value: whole, raw: whole, doubts: [] }
    if (value === '' && raw === '' && this.rules.empty === 'absent' && !/["']/.test(text)) return true
    const section = this.open.at(-1) ?? this.root
    const before = section.entries.get(name)
    if (before !== undefined) {
      if (this.rules.twice === 'fails') return this.twice(`key ${name}`, before.at, at)
      this.problems.push(
        warning(at, `${name} is there already, in line ${before.at.line}: this one counts`, 'keep one of them'),
      )
    }
    section.entries.set(name, { key: name, value, raw, at })
    const valueAt = line.text.length - text.length
    for (const doubt of doubts) this.doubt(name, doubt, this.at(line, valueAt + doubt.column))
    return true
  }

  private doubt(key: string, { _tag }: Doubt, at: Place): void {
    const [message, fix] = DOUBTS[_tag]
    this.problems.push((_tag === 'Interpolation' ? info : warning)(at, `${key} ${message}`, fix))
  }
}

/**
 * Reads a .conf file. What cannot be read is a problem, and the rest is read all the same.
 */
export const parseConf = (text: string, file: string, dialect: Dialect = 'any'): Parsed => {
  const rules = RULES[dialect]
  const reader = new Reader(file, rules)
  linesOf(text, rules).every((line) => reader.line(line))
  return { tree: reader.root, problems: reader.problems }
}
