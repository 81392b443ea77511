/** A link over an open connection to NATS. */
import type { NatsConnection } from '@nats-io/transport-node'
import * as t from 'io-ts'
import { defer, from, map, Observable } from 'rxjs'
import type { Client } from './client.js'
import type { BusLink, BusMessage } from './link.js'
import { apiRequest, natsLog, storedIn } from './natsLog.js'
import { natsTasks, setupGroup } from './natsTasks.js'
import { readJson } from './notes.js'
import { setupStreams } from './setup.js'
import { subjectsOf } from './subject.js'

const PREFIX = 'AMI_'

export interface NatsLink extends BusLink {
  /** The connection is lost, and may come back. */
  readonly lost: () => void
  readonly end: () => void
}

export const natsLink = (nats: Client, connection: NatsConnection, prefix: string, timeout: number): NatsLink => {
  const inbox = (): string => `${prefix}.${nats.nuid.next()}`
  const logs = natsLog(nats, connection, inbox(), timeout)
  const own = nats.nuid.next()
  const ask = apiRequest(connection, timeout)
  const subscribe = (subject: string): Observable<BusMessage> =>
    new Observable((subscriber) => {
      const subscription = connection.subscribe(subject, {
        callback: (error, message) => {
          if (error !== null) {
            subscriber.error(error)
            return
          }
          const isUnheard = message.headers?.code === 503
          subscriber.next({ subject: message.subject, text: message.string(), reply: message.reply ?? '', isUnheard })
        },
      })
      return () => {
        subscription.unsubscribe()
      }
    })
  return {
    publish: (subject, text, reply) => {
      // a closed connection throws; the state of the bus shows it
      if (!connection.isClosed()) connection.publish(subject, text, reply === undefined ? {} : { reply })
    },
    probe: (subjects) => {
      const headers = nats.headers()
      // of no stream: JetStream refuses it
      headers.set('Nats-Expected-Stream', '-')
      for (const subject of subjects) connection.publish(subject, '', { headers })
    },
    subscribe,
    inbox,
    log: (server, as = 'worker') => logs.of(subjectsOf(server).stream, `${as}-${own}`),
    workers: (server) =>
      ask(`CONSUMER.NAMES.${subjectsOf(server).stream}`, {}).pipe(map((answer) => workersIn(answer, own))),
    newest: (server, subject) =>
      ask(`STREAM.MSG.GET.${subjectsOf(server).stream}`, { last_by_subj: subject }).pipe(map(storedIn)),
    servers: () => defer(() => from(serversOf(nats, connection))),
    setup: (server, replicas) => defer(() => from(setupStreams(nats, connection, server, replicas))),
    setupGroup: (server, options) => defer(() => from(setupGroup(nats, connection, server, options))),
    tasks: (server, options) => natsTasks(nats, connection, server, options),
    lost: logs.lost,
    end: logs.end,
  }
}

const NAMES = t.type({ consumers: t.readonlyArray(t.string) })
const WORKER = /^worker-(\w+)-/

/** The programs among the readers of a log: each names its readers by its link. */
const workersIn = (answer: string, own: string): number => {
  const names = readJson(NAMES, answer)?.consumers ?? []
  const links = new Set(names.flatMap((name) => WORKER.exec(name)?.[1] ?? []))
  links.delete(own)
  return links.size
}

const serversOf = async (nats: Client, connection: NatsConnection): Promise<readonly string[]> => {
  const manager = await nats.jetstreamManager(connection, { checkAPI: false })
  const found: string[] = []
  for await (const name of manager.streams.names()) {
    if (name.startsWith(PREFIX)) found.push(name.slice(PREFIX.length))
  }
  return found.sort()
}
