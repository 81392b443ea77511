/** SmartHomeNG's YAML files → the same tree as .conf. Every scalar keeps the text it was written with: `0030` is no number, `no` no boolean. */
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLError } from 'yaml'
import { LIST_KEYS } from './dialect.js'
import { type LineOf, linesIn } from './offsets.js'
import { error, type Place, type Problem, warning } from './problem.js'
import { DEEPEST, type Growing, growing, type Parsed } from './tree.js'
import { isTooDeep } from './yamlDepth.js'

/** yaml's own messages may quote the file, and so a password; these do not. */
const MISTAKES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'this is indented wrongly',
  TAB_AS_INDENT: 'a tab indents this; YAML wants blanks',
  MISSING_CHAR: 'a sign is missing here, such as a closing quote or a colon',
  MULTILINE_IMPLICIT_KEY: 'a key cannot go over several lines; a colon may be missing',
  BLOCK_AS_IMPLICIT_KEY: 'something is nested in the line of its key',
  UNEXPECTED_TOKEN: 'this was not expected here',
  BAD_ALIAS: 'a value that begins with * refers to another one, which is not there',
  MULTIPLE_DOCS: 'the file has several documents',
}

const TWICE = 'this key is there already in the same place'

const FIXES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'use blanks',
  BAD_ALIAS: 'put the value in quotes',
  MULTIPLE_DOCS: 'leave out the lines of three dashes',
}

/** A reader of one file. */
class Reader {
  readonly problems: Problem[] = []
  private readonly file: string
  private readonly lineOf: LineOf

  constructor(file: string, text: string) {
    this.file = file
    this.lineOf = linesIn(text)
  }

  at(offset: number | undefined): Place {
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

  /** Puts what a map holds into a section: maps become sections, the rest entries. */
  fill(section: Growing, node: unknown): void {
    if (!isMap<Node, Node | null>(node)) return
    const seen = new Set<string>()
    for (const { key, value } of node.items) {
      const at = this.at(key.range?.[0])
      const name = scalarText(key)
      if (seen.has(name) && name !== '') this.problems.push(error(at, TWICE, 'keep one of them'))
      seen.add(name)
      if (name === '' || name === '<<') {
        this.problems.push(warning(at, 'this key is not supported, and left out', 'write out what is meant'))
      } else if (isMap(value)) this.section(section, name, at, value)
      else if (!name.startsWith('comment')) this.entry(section, name, at, value)
    }
  }

  private section(around: Growing, name: string, at: Place, node: Node): void {
    const section = growing(name, at)
    around.sections.set(name, section)
    this.fill(section, node)
  }

  private entry(section: Growing, key: string, at: Place, node: Node | null): void {
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
    const texts = elements?.map(scalarText) ?? asList(key, scalarText(node))
    const value = elements === undefined && texts.length === 1 ? (texts[0] ?? '') : texts
    section.entries.set(key, { key, value, raw: texts.join(' | '), at })
  }
}

/** The text that stands there, without line breaks, as SmartHomeNG has it; '' for nothing and for what is nested in a list. */
const scalarText = (node: unknown): string =>
  isScalar(node) && typeof node.value === 'string' ? node.value.replaceAll(/[\r\n]+/g, '') : ''

/** Keys that are lists by their nature may be written with bars here too. */
const asList = (key: string, text: string): readonly string[] =>
  LIST_KEYS.has(key) ? text.split('|').map((element) => element.trim()) : [text]

/** Reads a YAML file. What cannot be read is a problem, and the rest is read all the same. */
export const parseYaml = (text: string, file: string): Parsed => {
  const whole = text.replace(/^\uFEFF/, '')
  const reader = new Reader(file, whole)
  const tree = growing('', { file, line: 0, column: 0 })
  if (isTooDeep(whole))
    return {
      tree,
      problems: [
        error(tree.at, `something is nested in more than ${DEEPEST} others: the whole file is refused`, 'nest less'),
      ],
    }
  const document = parseDocument<Node, false>(whole, {
    schema: 'failsafe',
    prettyErrors: false,
    // compares each key with each other one; told by `fill`, which needs no such time
    uniqueKeys: false,
  })
  for (const each of document.errors) reader.mistake(each)
  const contents: unknown = document.contents
  if (!isMap(contents) && (isSeq(contents) || scalarText(contents) !== ''))
    reader.problems.push(error(reader.at(0), 'the file is not made of keys', 'write key: value'))
  reader.fill(tree, contents)
  return { tree, problems: reader.problems }
}
