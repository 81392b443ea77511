/** The neighbours of a runner: its parent, the engine, and the connection around them. */
import type { Frame } from '../protocol/frame.js'
import type { RefCount } from '../rx/refCount.js'
import type { Answer, Asker, Knowledge, Question, RowNeeds } from './model.js'

/** The reason of steps: an event, or an answer. */
export type Cause = Frame | Answer

/** A row as its derived rows see it. */
export interface Parent<PS, PF> {
  fold(): PF
  /** The steps that it made of that frame or answer. */
  stepsOf(cause: Cause): readonly PS[]
  /** Keeps it running. */
  acquire(): () => void
  /** Keeps its needed lists current. */
  plan(): () => void
  knowledge(): Knowledge
  unlisted(): boolean
  concerns(question: Question): boolean
}

const nothing = () => undefined

/** The parent of rows that have none. */
export const NO_PARENT: Parent<never, undefined> = {
  fold: nothing,
  stepsOf: () => [],
  acquire: () => nothing,
  plan: () => nothing,
  knowledge: () => 'all',
  unlisted: () => false,
  concerns: () => false,
}

/** The connection around the models. */
export interface Surroundings {
  /** True where nothing exists before the first frame: a recording. */
  readonly startsEmpty: boolean
  /** The subscription to the frames. */
  readonly source: Pick<RefCount, 'acquire'>
  /** Asks questions on a link; undefined in a replay. */
  readonly asker: Asker | undefined
  /** True while frames of the past are replayed: nothing is emitted until the present is reached. */
  readonly isReplaying?: (() => boolean) | undefined
  /** The bytes that one model may take. */
  readonly memory: number
  /** Reports that the model of that name is larger than its memory budget. */
  readonly full: (row: string) => void
}

/** The places where a runner is entered while it is in use. */
export interface Routes {
  readonly enter: (runner: AnyRunner) => void
  readonly leave: (runner: AnyRunner) => void
}

/** Finishes a hub: by an error, or by completion. */
export type Finish = (hub: { error(error: unknown): void; complete(): void }) => void

/** A runner for the engine, whatever its types. Each `read` or `take` is followed by one `publish`. */
export interface AnyRunner {
  readonly row: RowNeeds
  /** Reads an event. */
  read(name: string, frame: Frame, at: number): void
  listBegins(question: Question | undefined): void
  /** Reads an answer, unless its list began before this row was watched. */
  take(answer: Answer, at: number): void
  /** Emits what the newest `read` or `take` changed. */
  publish(isAnswer: boolean): void
  inUse(): boolean
  concerns(question: Question): boolean
  /** The keys that are watched. */
  keys(): readonly string[]
  newLink(): void
  /** Forgets everything. */
  reset(): void
  finish(finish: Finish): void
}
