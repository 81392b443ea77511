/** The simulation without a socket: a Transport that uses rxjs's time, so that it also runs in virtual time. */
import { Observable, Subject } from 'rxjs'
import type { Transport, Wire } from '../../transport.js'
import { AmiError } from '../../index.js'
import * as O from 'fp-ts/lib/Option.js'
import type { AmiService } from './amiService.js'

const PEER = 'the simulated Asterisk'

const refused = (): AmiError =>
  new AmiError({ _tag: 'Unreachable', peer: PEER, why: 'connection refused', hint: O.none })

const reset = (): AmiError => new AmiError({ _tag: 'LinkLost', why: 'connection reset by peer' })

/** Opens a link to the simulation for each subscription. */
export const memoryTransport = (service: AmiService): Transport => ({
  peer: PEER,
  open: () =>
    new Observable<Wire>((subscriber) => {
      const byte$ = new Subject<Uint8Array>()
      const link = service.connect({
        bytes: (bytes) => {
          const chunk = Uint8Array.from(bytes)
          byte$.next(chunk)
          chunk.fill(0) // a chunk is valid only during `next`: this makes a test fail whose code keeps one
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
