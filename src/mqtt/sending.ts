/** Sends what waits in the outbox over one link. */
import { Observable } from 'rxjs'
import type { BrokerLink, MqttMessage } from './broker.js'
import type { BridgeFault } from './fault.js'
import type { Outbox } from './outbox.js'

/** Messages on their way at once. A slow broker leaves the rest in the outbox, where only the newest value of a topic stays. */
export const WINDOW = 100

/** The end of a message: acknowledged, or refused. */
export type Sent = (message: MqttMessage, fault: BridgeFault | undefined) => void

/** Sends while it is subscribed; `changed$` shows that the outbox has more. Emits nothing. */
export const sending = (
  outbox: Outbox,
  changed$: Observable<unknown>,
  { publish }: Pick<BrokerLink, 'publish'>,
  sent: Sent,
): Observable<never> =>
  new Observable((subscriber) => {
    let [underway, isPumping, isOpen] = [0, false, true]
    const acknowledged = (message: MqttMessage, fault: BridgeFault | undefined): void => {
      underway -= 1
      if (!isOpen) return
      sent(message, fault)
      pump()
    }
    /** A loop and no recursion: a message may be acknowledged at once. */
    const pump = (): void => {
      if (isPumping) return
      isPumping = true
      while (isOpen && underway < WINDOW) {
        const message = outbox.take()
        if (message === undefined) break
        underway += 1
        publish(message, (fault) => {
          acknowledged(message, fault)
        })
      }
      isPumping = false
    }
    subscriber.add(
      changed$.subscribe({
        next: pump,
        error: (error: unknown) => {
          subscriber.error(error)
        },
      }),
    )
    pump()
    return () => {
      isOpen = false
    }
  })
