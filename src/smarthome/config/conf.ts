/** The .conf files of smarthome.py and SmartHomeNG → a tree with source locations. Goes on after a mistake, and never throws. */
import { entryIn, isComment, type Line, linesOf, placeIn, tripleQuoted } from './confLines.js'
import { type ConfDialect, LIST_KEYS, type Rules, RULES } from './dialect.js'
import { type ConfigurationProblem, error, info, type SourceLocation, warning, wholeFile } from './problem.js'
import { emptySection, MAX_DEPTH, type MutableSection, type Parsed } from './tree.js'
import { type Doubt, readValue } from './value.js'

// without `(?!\[)`, a row of brackets that nothing closes would be tried from each bracket
const HEADER = /^\s*(\[+)(?!\[)([^\]]*)(\]+)\s*(.*)$/s

const DOUBTS: Readonly<Record<Doubt['_tag'], readonly [message: string, fix: string]>> = {
  HashInQuotes: [
    'has a # inside quotes: here the whole value is read, but smarthome.py 1.0 and SmartHomeNG cut it at the #',
    'change nothing if the whole value is right',
  ],
  HashInText: [
    'has a # directly after its text: a comment begins there',
    'put the value in quotes if the # belongs to it, or a blank before the #',
  ],
  OpenQuote: ['begins with a quote that is not closed', 'close the quote, or leave it out'],
  AfterQuote: ['has text after its closing quote', 'put the whole value in one pair of quotes'],
  Interpolation: [
    'has %(…)s, which is not supported: it stays as it is written; smarthome.py up to 0.9 put another value in its place',
    'write out the value',
  ],
}

/** Reads one file into a tree and collects its problems. */
class Reader {
  readonly problems: ConfigurationProblem[] = []
  readonly root: MutableSection
  /** The open sections, the root first. Sections below a bad header are put into a tree that nobody reads. */
  private open: readonly MutableSection[]
  private readonly file: string
  private readonly rules: Rules

  constructor(file: string, rules: Rules) {
    this.file = file
    this.rules = rules
    this.root = emptySection('', wholeFile(file))
    this.open = [this.root]
  }

  /** Reads one line; false where the dialect's own program stops to read. */
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
          'correct it, or begin it with # to make it a comment',
        ),
      )
      return true
    }
    return this.entry(entry, line)
  }

  private at(line: Line, index: number): SourceLocation {
    return { file: this.file, ...placeIn(line, index) }
  }

  private header([, left = '', inside = '', right = '', after = '']: RegExpExecArray, at: SourceLocation): boolean {
    const depth = left.length
    const name = this.sectionName(inside.trim())
    const mistake = this.mistakeIn(depth, right.length, name, after)
    if (mistake !== undefined) {
      this.problems.push(error(at, ...mistake))
      if (this.rules.badName === 'stops') return false
      this.open = [...this.open.slice(0, depth), emptySection(name ?? '', at)]
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
    if (depth > MAX_DEPTH) return [`a section cannot have more than ${MAX_DEPTH} brackets`, 'nest less']
    if (depth > this.open.length)
      return [`a section with ${depth} brackets has none with ${depth - 1} around it`, 'do not skip a level']
    return undefined
  }

  private sectionName(inside: string): string | undefined {
    const quote = inside[0] ?? ''
    if (quote !== "'" && quote !== '"') return inside
    const closed = inside.length > 1 && inside.endsWith(quote)
    return closed && this.rules.nameQuotes.includes(quote) ? inside.slice(1, -1).trim() : undefined
  }

  private enter(name: string, depth: number, at: SourceLocation): boolean {
    const around = this.open[depth - 1] ?? this.root
    const before = around.sections.get(name)
    if (before !== undefined && this.rules.twice === 'fails') return this.twice(`section [${name}]`, before.at, at)
    const section = before ?? emptySection(name, at)
    around.sections.set(name, section)
    this.open = [...this.open.slice(0, depth), section]
    return true
  }

  private twice(what: string, before: SourceLocation, at: SourceLocation): boolean {
    this.problems.push(
      error(at, `${what} is already in line ${before.line}: the whole file is refused`, 'keep one of them'),
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
        warning(at, `${name} is already in line ${before.at.line}: this one counts`, 'keep one of them'),
      )
    }
    section.entries.set(name, { key: name, value, raw, at })
    const valueAt = line.text.length - text.length
    for (const doubt of doubts) this.doubt(name, doubt, this.at(line, valueAt + doubt.column))
    return true
  }

  private doubt(key: string, { _tag }: Doubt, at: SourceLocation): void {
    const [message, fix] = DOUBTS[_tag]
    this.problems.push((_tag === 'Interpolation' ? info : warning)(at, `${key} ${message}`, fix))
  }
}

/** Reads a .conf file. A part that cannot be read becomes a problem; the rest is read. */
export const parseConf = (text: string, file: string, dialect: ConfDialect = 'any'): Parsed => {
  const rules = RULES[dialect]
  const reader = new Reader(file, rules)
  linesOf(text, rules).every((line) => reader.line(line))
  return { tree: reader.root, problems: reader.problems }
}
