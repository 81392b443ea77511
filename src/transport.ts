/** The seam between this library and whatever carries bytes to an Asterisk. */
import type { Observable } from 'rxjs'

/** A link that is open. */
export interface Wire {
  /**
   * The bytes of the peer as they come; a chunk is valid only during `next`, so keep a copy, never the chunk.
   * Completes when the peer has closed; errors with an `AmiError` when the link broke. Nothing arrives before it is subscribed.
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
 * Errors with an `AmiError` of `Unreachable` when no link comes about. Every subscription is a link of its own.
 */
export interface Transport {
  /** Whom this reaches, for people: `127.0.0.1:5038`. */
  readonly peer: string
  /** What silence after opening may mean here, for people. */
  readonly silence?: string
  readonly open: () => Observable<Wire>
}
