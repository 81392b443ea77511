/** The terminal of a command: its output, its input, and the request to stop. */
import type { Observable } from 'rxjs'

/** The signals that stop a command. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type Signal = (typeof SIGNALS)[number]

/**
 * The reason to stop. `EPIPE`: nobody reads the output any more; this is no error. `Unwritable`: the output cannot be written, for example
 * to a full disk.
 */
export type Stop = Signal | 'EPIPE' | 'Unwritable'

/** The output of a process. */
export interface Printing {
  /** Prints a line of the result on stdout. */
  readonly out: (line: string) => void
  /** Prints a line about progress or failures on stderr. */
  readonly err: (line: string) => void
  /** Resolves when all output is written: undefined, or the reason why not all of it could be written. */
  readonly written: () => Promise<string | undefined>
}

export interface Terminal extends Printing {
  /** Prints text unchanged on stdout, for a screen that is drawn again and again. */
  readonly draw: (text: string) => void
  /** True if stdout is a screen. */
  readonly screen: boolean
  /** True if stdout may have colours. */
  readonly colours: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * Asks a person for a secret and does not show the typed keys; undefined where stdin is no terminal. Resolves with undefined when the person
   * gives up: by Ctrl-C or Ctrl-D.
   */
  readonly askSecret: ((question: string) => Promise<string | undefined>) | undefined
  /** Lines of stdin. */
  readonly line$: Observable<string>
  /**
   * Emits when the command has to stop; late subscribers get it too. Without a subscriber a signal ends the process at once, so a
   * command subscribes when it has begun something that must be taken back.
   */
  readonly stop$: Observable<Stop>
}
