/** What every action is made of: who may use it, and what it answers. */
import type { Class } from '../classes.js'
import type { Request } from '../input.js'
import type { Reply } from '../reply.js'
import type { World } from '../world.js'

/** What an action may know and change of the session that asked for it. */
interface Asker {
  readonly world: World
  /** Bits of the write classes. */
  readonly write: number
  readonly setMask: (mask: number) => void
}

export interface Handler {
  /** Any one of these write classes suffices; none are needed when empty. */
  readonly classes: readonly Class[]
  readonly answer: (request: Request, asker: Asker) => Reply
}

/** Actions by their names as Asterisk spells them. */
export type Family = Readonly<Record<string, Handler>>
