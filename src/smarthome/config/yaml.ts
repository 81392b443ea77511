/** SmartHomeNG's YAML files → the same tree as for .conf. Every scalar keeps its text: `0030` is not a number, `no` not a boolean. */
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLError } from 'yaml'
import { hasBars } from './dialect.js'
import { type LineOf, linesIn } from './offsets.js'
import { type ConfigurationProblem, error, type SourceLocation, warning, wholeFile } from './problem.js'
import { emptySection, MAX_DEPTH, type MutableSection, type Parsed } from './tree.js'
import { isTooDeep } from './yamlDepth.js'

/** Texts in place of yaml's own messages, which may quote the file and so a password. */
const MISTAKES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'this is indented wrongly',
  TAB_AS_INDENT: 'this is indented with a tab; YAML needs blanks',
  MISSING_CHAR: 'a sign is missing here, such as a closing quote or a colon',
  MULTILINE_IMPLICIT_KEY: 'a key cannot go over several lines; a colon may be missing',
  BLOCK_AS_IMPLICIT_KEY: 'something is nested in the line of its key',
  UNEXPECTED_TOKEN: 'this was not expected here',
  BAD_ALIAS: 'a value that begins with * refers to another one, which does not exist',
  MULTIPLE_DOCS: 'the file has several documents',
}

const TWICE = 'this key exists already in the same map'

const FIXES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'use blanks',
  BAD_ALIAS: 'put the value in quotes',
  MULTIPLE_DOCS: 'leave out the lines of three dashes',
}

/** Reads one file into a tree and collects its problems. */
class Reader {
  readonly problems: ConfigurationProblem[] = []
  private readonly file: string
  private readonly lineOf: LineOf

  constructor(file: string, text: string) {
    this.file = file
    this.lineOf = linesIn(text)
  }

  at(offset: number | undefined): SourceLocation {
    return { file: this.file, ...this.lineOf(offset ?? 0) }
  }

  mistake({ code, pos }: YAMLError): void {
    this.problems.push(
      error(
        this.at(pos[0]),
        MISTAKES[code] ?? `this is no YAML (${code})`,
        FIXES[code] ?? 'see YAML for the way to write it',
      ),
    )
  }

  /** Adds the contents of a map to a section: maps become sections, all else becomes entries. */
  fill(section: MutableSection, node: unknown): void {
    if (!isMap<Node, Node | null>(node)) return
    const seen = new Set<string>()
    for (const { key, value } of node.items) {
      const at = this.at(key.range?.[0])
      const name = scalarText(key)
      if (seen.has(name) && name !== '') this.problems.push(error(at, TWICE, 'keep one of them'))
      seen.add(name)
      if (name === '' || name === '<<') {
        this.problems.push(warning(at, 'this key is not supported, and left out', 'write out its contents'))
      } else if (isMap(value)) this.section(section, name, at, value)
      else if (!name.startsWith('comment')) this.entry(section, name, at, value)
    }
  }

  private section(around: MutableSection, name: string, at: SourceLocation, node: Node): void {
    const section = emptySection(name, at)
    around.sections.set(name, section)
    this.fill(section, node)
  }

  private entry(section: MutableSection, key: string, at: SourceLocation, node: Node | null): void {
    const elements = isSeq<Node>(node) ? node.items : undefined
    if (isAlias(node) || elements?.some(isAlias) === true) {
      this.problems.push(
        warning(
          at,
          `${key} refers to another value, which is not supported: left out`,
          'write out the value, or quote it',
        ),
      )
      return
    }
    if (elements?.some((each) => !isScalar(each)) === true)
      this.problems.push(
        warning(at, `${key} has a list or a map inside of its list, which is left out`, 'write texts, each in quotes'),
      )
    const texts = elements?.map(scalarText) ?? asList(key, scalarText(node))
    const value = elements === undefined && texts.length === 1 ? (texts[0] ?? '') : texts
    section.entries.set(key, { key, value, raw: texts.join(' | '), at })
  }
}

/** The text of a scalar without line breaks, like in SmartHomeNG; '' for no value and for nested lists and maps. */
const scalarText = (node: unknown): string =>
  isScalar(node) && typeof node.value === 'string' ? node.value.replaceAll(/[\r\n]+/g, '') : ''

/** A value that is a list may also be a text with bars. */
const asList = (key: string, text: string): readonly string[] =>
  hasBars(key) ? text.split('|').map((element) => element.trim()) : [text]

/** Reads a YAML file. A part that cannot be read becomes a problem; the rest is read. */
export const parseYaml = (text: string, file: string): Parsed => {
  const whole = text.replace(/^\uFEFF/, '')
  const reader = new Reader(file, whole)
  const tree = emptySection('', wholeFile(file))
  if (isTooDeep(whole))
    return {
      tree,
      problems: [
        error(tree.at, `something is nested in more than ${MAX_DEPTH} others: the whole file is refused`, 'nest less'),
      ],
    }
  const document = parseDocument<Node, false>(whole, {
    schema: 'failsafe',
    prettyErrors: false,
    // yaml would compare each key with every other one; `fill` finds the same mistake in less time
    uniqueKeys: false,
  })
  for (const each of document.errors) reader.mistake(each)
  const contents: unknown = document.contents
  if (!isMap(contents) && (isSeq(contents) || scalarText(contents) !== ''))
    reader.problems.push(error(reader.at(0), 'the file has no keys', 'write key: value'))
  reader.fill(tree, contents)
  return { tree, problems: reader.problems }
}
