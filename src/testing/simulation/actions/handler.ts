/** The parts of an action: the classes that may use it, and its reply. */
import type { Class } from '../classes.js'
import type { Request } from '../input.js'
import type { Reply } from '../reply.js'
import type { World } from '../world.js'

/** The session of a request, as far as an action may read and change it. */
interface SessionAccess {
  readonly world: World
  /** Bits of the write classes. */
  readonly write: number
  readonly setMask: (mask: number) => void
}

export interface Handler {
  /** One of these write classes is enough; an empty list allows every session. */
  readonly classes: readonly Class[]
  readonly answer: (request: Request, session: SessionAccess) => Reply
}

/** Actions by their names in Asterisk's spelling. */
export type ActionTable = Readonly<Record<string, Handler>>
