/** The problems of a configuration, each with its source location and its fix. They never quote a value, which may be a secret. */

/** A place in a file; `line` 0 stands for the whole file. Lines and columns count from 1. */
export interface SourceLocation {
  /** Relative to the configuration directory, with forward slashes: `etc/plugin.conf`. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The location that stands for a whole file. */
export const wholeFile = (file: string): SourceLocation => ({ file, line: 0, column: 0 })

/**
 * One problem of a configuration. `error`: a part of it cannot work. `warning`: it works, but perhaps not as intended. `info`: worth
 * knowing.
 */
export interface ConfigurationProblem extends SourceLocation {
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
  /** The way to fix it. */
  readonly fix: string
}

/**
 * A problem as one line, in the form of compiler messages.
 *
 * @example
 * import { showProblem } from 'rx-asterisk/smarthome'
 *
 * const place = { file: 'etc/plugin.conf', line: 1, column: 1 }
 * showProblem({ severity: 'error', ...place, message: '[ast] has no password', fix: 'add password = …' })
 * // 'etc/plugin.conf:1:1: error: [ast] has no password; add password = …'
 */
export const showProblem = ({ severity, file, line, column, message, fix }: ConfigurationProblem): string =>
  `${file}${line === 0 ? '' : `:${line}:${column}`}: ${severity}: ${message}; ${fix}`

/** Sorts problems by file, line and column. */
export const inOrder = (problems: readonly ConfigurationProblem[]): readonly ConfigurationProblem[] =>
  [...problems].sort((a, b) => a.file.localeCompare(b.file, 'en') || a.line - b.line || a.column - b.column)

type Finding = (at: SourceLocation, message: string, fix: string) => ConfigurationProblem

/**
 * Replaces control characters. Names come from the file: a line break could forge a problem, an escape sequence could control the
 * terminal.
 */
const printable = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, '?')

const finding =
  (severity: ConfigurationProblem['severity']): Finding =>
  ({ file, line, column }, message, fix) => ({
    severity,
    file,
    line,
    column,
    message: printable(message),
    fix: printable(fix),
  })

export const error = finding('error')
export const warning = finding('warning')
export const info = finding('info')
