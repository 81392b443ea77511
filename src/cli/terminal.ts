/** What a command sees of the world: where it prints, what it reads, and when it must stop. */
import type { Observable } from 'rxjs'

/** Why a command must stop. `EPIPE`: nobody reads what it prints any more, which is no error. */
export type Stop = 'SIGINT' | 'SIGTERM' | 'EPIPE'

export interface Terminal {
  /** A line on stdout: what was asked for. */
  readonly out: (line: string) => void
  /** A line on stderr: how it goes, and what went wrong. */
  readonly err: (line: string) => void
  /** Text on stdout as it is, for a screen that is drawn again. */
  readonly draw: (text: string) => void
  /** Whether stdout is a terminal that people look at. */
  readonly screen: boolean
  /** Whether colours are wanted on stdout. */
  readonly colours: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** Lines typed or piped in. */
  readonly line$: Observable<string>
  /** Emits once, when the command has to stop; those who come late hear it too. */
  readonly stop$: Observable<Stop>
}
