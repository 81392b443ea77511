/** What is wrong in a configuration, where, and how to mend it; never with a value, which may be a secret. */

/** A place in a file; `line` 0 where the file as a whole is meant. Lines and columns begin at 1. */
export interface Place {
  /** Relative to the configuration directory, with forward slashes: `etc/plugin.conf`. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/**
 * One finding in a configuration. `error`: something that was written cannot work. `warning`: it works, and perhaps not as meant.
 * `info`: worth knowing.
 */
export interface Problem extends Place {
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
  /** What to do about it. */
  readonly fix: string
}

/**
 * A finding as one line, as compilers write it.
 *
 * @example
 * import { showProblem } from 'rx-asterisk/smarthome'
 *
 * const place = { file: 'etc/plugin.conf', line: 1, column: 1 }
 * showProblem({ severity: 'error', ...place, message: '[ast] has no password', fix: 'add password = …' })
 * // 'etc/plugin.conf:1:1: error: [ast] has no password; add password = …'
 */
export const showProblem = ({ severity, file, line, column, message, fix }: Problem): string =>
  `${file}${line === 0 ? '' : `:${line}:${column}`}: ${severity}: ${message}; ${fix}`

/** In the order of a reader: by file, then by place. */
export const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((a, b) => a.file.localeCompare(b.file, 'en') || a.line - b.line || a.column - b.column)

type Finding = (at: Place, message: string, fix: string) => Problem

/** Names come from the file: one with a line break would forge a finding, one with an escape would steer the terminal. */
const printable = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, '?')

const finding =
  (severity: Problem['severity']): Finding =>
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
