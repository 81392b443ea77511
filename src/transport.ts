/** The interface of a transport, which carries bytes to an Asterisk and back. */
import type { Observable } from 'rxjs'

/** An open wire. */
export interface Wire {
  /**
   * The bytes of the peer as they come. A chunk is valid only during `next`: keep a copy, never the chunk.
   * Completes when the peer has closed; fails with an `AmiError` when the link broke. Emits nothing before `byte$` is subscribed.
   */
  readonly byte$: Observable<Uint8Array>
  /** Sends text as UTF-8. Texts of one tick may leave together. */
  readonly send: (text: string) => void
}

/**
 * A way to reach an Asterisk: TCP, TLS, the simulated one, marbles.
 *
 *     open()   ----w--------   w: the wire, once; unsubscribing closes the link
 *
 * Fails with an `AmiError` of `Unreachable` when no wire can be opened. Every subscription opens a wire of its own.
 */
export interface Transport {
  /** The address of the peer, for people: `127.0.0.1:5038`. */
  readonly peer: string
  /** A likely cause of silence after opening, for people. */
  readonly silence?: string | undefined
  readonly open: () => Observable<Wire>
}
