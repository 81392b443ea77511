/** The streams of one Asterisk. */
import type { NatsConnection } from '@nats-io/transport-node'
import type { Client } from './client.js'
import { subjectsOf } from './subject.js'

const SECOND = 1_000_000_000
const HOUR = 3600 * SECOND
/** The log keeps an hour: a snapshot stands in it each minute. */
const LOG = { max_age: HOUR, max_bytes: 1_073_741_824, duplicate_window: 2 * SECOND }
/** UserEvents wait a week for a worker. */
const WORK = { max_age: 7 * 24 * HOUR, max_bytes: 1_073_741_824 }
/** JetStream's code for a stream that exists with other settings. */
const EXISTS = 10_058

/**
 * True for a server that copies entries of a chain into another stream. Before 2.10 the copy still names the entry before, which the other
 * stream lacks, so the server refuses it (seen on 2.9.10).
 */
const copiesChains = ({ info }: NatsConnection): boolean => {
  const [major = 0, minor = 0] = (info?.version ?? '').split('.').map(Number)
  return major > 2 || (major === 2 && minor >= 10)
}

/** The stream from which groups take their work: a copy that keeps UserEvents for a week, or with an older server the log itself. */
export const workStream = (connection: NatsConnection, server: string): string => {
  const { stream, work } = subjectsOf(server)
  return copiesChains(connection) ? work : stream
}

/** Makes the log and the work stream of a server, where they are missing. Streams that exist keep their settings. */
export const setupStreams = async (
  nats: Client,
  connection: NatsConnection,
  server: string,
  replicas: number,
): Promise<void> => {
  const manager = await nats.jetstreamManager(connection, { checkAPI: false })
  const { stream, work, all, userEvents } = subjectsOf(server)
  const shared = { storage: nats.StorageType.File, num_replicas: replicas, discard: nats.DiscardPolicy.Old }
  const add = async (config: Parameters<typeof manager.streams.add>[0]): Promise<void> => {
    try {
      // first, as a gateway may have no right to make streams
      await manager.streams.info(config.name)
    } catch (error) {
      if (!(error instanceof nats.JetStreamApiError)) throw error
      await manager.streams.add(config).catch((failed: unknown) => {
        if (!(failed instanceof nats.JetStreamApiError) || failed.code !== EXISTS) throw failed
      })
    }
  }
  await add({ name: stream, subjects: [all], ...shared, ...LOG })
  if (copiesChains(connection))
    await add({ name: work, sources: [{ name: stream, filter_subject: userEvents }], ...shared, ...WORK })
}
