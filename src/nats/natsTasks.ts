/** The tasks of a group: a durable consumer of the work stream, shared by its workers. */
import type { JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { Observable } from 'rxjs'
import type { Client } from './client.js'
import type { BusTask, TaskOptions } from './link.js'
import { workStream } from './setup.js'
import { tokenOf } from './subject.js'

const NANOSECONDS = 1_000_000
const durable = (group: string): string => tokenOf(group).replaceAll(/[%~]/g, '_')

/** Makes the durable consumer of a group, where it is missing. */
export const setupGroup = async (
  nats: Client,
  connection: NatsConnection,
  server: string,
  { group, subject, within }: TaskOptions,
): Promise<void> => {
  const manager = await nats.jetstreamManager(connection, { checkAPI: false })
  const work = workStream(connection, server)
  try {
    await manager.consumers.info(work, durable(group))
  } catch (error) {
    if (!(error instanceof nats.JetStreamApiError)) throw error
    await manager.consumers.add(work, {
      durable_name: durable(group),
      ack_policy: nats.AckPolicy.Explicit,
      // from now on: a group that is made today does not handle the events of last week
      deliver_policy: nats.DeliverPolicy.New,
      filter_subject: subject,
      ack_wait: within * NANOSECONDS,
      max_deliver: -1,
      max_ack_pending: 10_000,
    })
  }
}

/** Pulls no more than `atOnce`: the time for a task runs from its delivery, not from the beginning of its handler. */
export const natsTasks = (
  nats: Client,
  connection: NatsConnection,
  server: string,
  { group, atOnce }: TaskOptions,
): Observable<BusTask> =>
  new Observable((subscriber) => {
    const work = workStream(connection, server)
    let stop = (): void => undefined
    const begin = async (): Promise<void> => {
      const consumer = await nats.jetstream(connection).consumers.get(work, durable(group))
      let isFree = (): void => undefined
      let taken = 0
      const release = (): void => {
        taken -= 1
        isFree()
      }
      while (!subscriber.closed) {
        if (taken >= atOnce) {
          await new Promise<void>((resolve) => {
            isFree = resolve
          })
          continue
        }
        const messages = await consumer.fetch({ max_messages: atOnce - taken, expires: 2000, idle_heartbeat: 500 })
        stop = () => {
          messages.stop()
          isFree()
        }
        for await (const message of messages) {
          taken += 1
          subscriber.next(taskOf(server, message, release))
        }
      }
    }
    begin().catch((error: unknown) => {
      subscriber.error(error)
    })
    return () => {
      stop()
    }
  })

const taskOf = (server: string, message: JsMsg, release: () => void): BusTask => {
  // `<stream> <sequence> …`, written by the server that copied the event
  const [, original] = (message.headers?.get('Nats-Stream-Source') ?? '').split(' ')
  const settle =
    (how: () => void): (() => void) =>
    () => {
      how()
      release()
    }
  return {
    id: `${server}:${original ?? String(message.seq)}`,
    subject: message.subject,
    text: message.string(),
    delivery: message.info.deliveryCount,
    done: settle(() => {
      message.ack()
    }),
    again: (after) => {
      message.nak(after)
      release()
    },
    never: settle(() => {
      message.term()
    }),
    working: () => {
      message.working()
    },
  }
}
