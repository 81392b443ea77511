/** The terminal of a command: its output, its input, and the request to stop. */
import type { Observable } from 'rxjs'

/** The reason to stop. `EPIPE`: nobody reads the output any more; this is no error. */
export type Stop = 'SIGINT' | 'SIGTERM' | 'EPIPE'

export interface Terminal {
  /** Prints a line of the result on stdout. */
  readonly out: (line: string) => void
  /** Prints a line about progress or failures on stderr. */
  readonly err: (line: string) => void
  /** Prints text unchanged on stdout, for a screen that is drawn again and again. */
  readonly draw: (text: string) => void
  /** True if stdout is a screen. */
  readonly screen: boolean
  /** True if stdout may have colours. */
  readonly colours: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** Lines of stdin. */
  readonly line$: Observable<string>
  /** Emits once, when the command has to stop; late subscribers get it too. */
  readonly stop$: Observable<Stop>
}
