/** The simulation without a socket: a Transport whose time is rxjs's, so that it also runs in virtual time. */
import { Observable, Subject } from 'rxjs'
import type { Transport, Wire } from '../../transport.js'
import { AmiError } from '../../failure.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Exchange } from './exchange.js'

const PEER = 'the simulated Asterisk'

const refused = (): AmiError =>
  new AmiError({ _tag: 'Unreachable', peer: PEER, why: 'connection refused', hint: O.none })

const reset = (): AmiError => new AmiError({ _tag: 'LinkLost', why: 'connection reset by peer' })

/** Opens a link to the simulation for each subscription. */
export const memoryTransport = (exchange: Exchange): Transport => ({
  peer: PEER,
  open: () =>
    new Observable<Wire>((subscriber) => {
      const byte$ = new Subject<Uint8Array>()
      const link = exchange.connect({
        bytes: (bytes) => {
          const chunk = Uint8Array.from(bytes)
          byte$.next(chunk)
          chunk.fill(0) // a chunk is valid only during `next`: whoever keeps one shall notice
        },
        end: (how) => {
          if (how === 'reset') byte$.error(reset())
          else byte$.complete()
        },
      })
      if (link === undefined) {
        subscriber.error(refused())
        return
      }
      subscriber.add(link.hangUp)
      subscriber.next({
        byte$,
        send: (text) => {
          link.send(Buffer.from(text))
        },
      })
    }),
})
