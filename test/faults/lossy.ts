/** A network between a client and an Asterisk: it cuts, forgets and refuses links, to the byte. */
import { Observable, Subject } from 'rxjs'
import { AmiError, type Transport, type Wire } from '../../src/index.js'

/** In which direction bytes are counted: what Asterisk says, or what it hears. */
export type Side = 'said' | 'heard'
type Ending = 'closed' | 'reset'

export interface Network {
  readonly transport: Transport
  /** The link that is open, or else the next one, ends once so many more bytes have passed on that side. */
  readonly cutAfter: (bytes: number, side: Side, how?: Ending) => void
  /** The open links end now. */
  readonly drop: (how: Ending) => void
  /** The open links carry nothing any more, and nobody is told; new ones are well. */
  readonly forget: () => void
  /** So many new links are closed at once, without a banner: Asterisk's `authlimit`. */
  readonly refuse: (links: number) => void
  /** Does something when Asterisk is about to hear an action of that name, once. */
  readonly before: (action: string, effect: () => void) => void
  readonly open: () => number
  /** Bytes that passed on that side, on all links. */
  readonly passed: (side: Side) => number
}

interface Cut {
  left: number
  readonly side: Side
  readonly how: Ending
}

interface OpenLink {
  dead: boolean
  readonly end: (how: Ending) => void
}

export const network = (under: Transport): Network => {
  const passed = { said: 0, heard: 0 }
  const links = new Set<OpenLink>()
  const traps = new Map<string, () => void>()
  let cut: Cut | undefined
  let refusals = 0

  /** The number of these bytes that may pass. The link ends after them when they are not all. */
  const allowance = (side: Side, length: number): { readonly pass: number; readonly end: Ending | undefined } => {
    if (cut?.side !== side || cut.left > length) {
      if (cut?.side === side) cut.left -= length
      return { pass: length, end: undefined }
    }
    const { left, how } = cut
    cut = undefined
    return { pass: left, end: how }
  }
  const spring = (text: string): void => {
    for (const [action, effect] of traps) {
      if (!text.includes(`Action: ${action}\r\n`)) continue
      traps.delete(action)
      effect()
    }
  }

  const carry = (wire: Wire): Wire => {
    const byte$ = new Subject<Uint8Array>()
    const link: OpenLink = {
      dead: false,
      end: (how) => {
        link.dead = true
        if (how === 'closed') byte$.complete()
        else byte$.error(new AmiError({ _tag: 'LinkLost', why: 'ECONNRESET' }))
      },
    }
    const pass = (side: Side, bytes: Uint8Array, on: (bytes: Uint8Array) => void): void => {
      if (link.dead) return
      const { pass: length, end: ending } = allowance(side, bytes.length)
      passed[side] += length
      if (length > 0) on(bytes.subarray(0, length))
      if (ending !== undefined) link.end(ending)
    }
    return {
      byte$: new Observable((subscriber) => {
        links.add(link)
        subscriber.add(() => links.delete(link))
        subscriber.add(byte$.subscribe(subscriber))
        subscriber.add(
          wire.byte$.subscribe({
            next: (bytes) => {
              pass('said', bytes, (some) => {
                byte$.next(some)
              })
            },
            error: (error: unknown) => {
              if (!link.dead) byte$.error(error)
            },
            complete: () => {
              if (!link.dead) byte$.complete()
            },
          }),
        )
      }),
      send: (text) => {
        if (!link.dead) spring(text)
        pass('heard', Buffer.from(text), (bytes) => {
          // a character that is cut in two does not come back whole, and none of ours is
          wire.send(Buffer.from(bytes).toString())
        })
      },
    }
  }

  return {
    transport: {
      peer: under.peer,
      open: () =>
        new Observable<Wire>((subscriber) => {
          if (refusals > 0) {
            refusals -= 1
            const closed$ = new Observable<Uint8Array>((bytes) => {
              bytes.complete()
            })
            subscriber.next({ byte$: closed$, send: () => undefined })
            return undefined
          }
          return under.open().subscribe({
            next: (wire) => {
              subscriber.next(carry(wire))
            },
            error: (error: unknown) => {
              subscriber.error(error)
            },
          })
        }),
    },
    cutAfter: (bytes, side, how = 'closed') => {
      cut = { left: bytes, side, how }
    },
    drop: (how) => {
      for (const link of [...links]) link.end(how)
    },
    forget: () => {
      for (const link of links) link.dead = true
    },
    refuse: (count) => {
      refusals = count
    },
    before: (action, effect) => void traps.set(action, effect),
    open: () => links.size,
    passed: (side) => passed[side],
  }
}
