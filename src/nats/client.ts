/** The client of NATS, which is an optional peer: loaded at the first use, and by this file alone. */
import * as O from 'fp-ts/lib/Option.js'
import type * as JetStream from '@nats-io/jetstream'
import type * as Transport from '@nats-io/transport-node'
import { AmiError } from '../index.js'

/** The two packages as one. */
export type Client = Omit<typeof Transport, 'default'> & Omit<typeof JetStream, 'default'>

const load = async (): Promise<Client> => {
  const [transport, jetstream] = await Promise.all([import('@nats-io/transport-node'), import('@nats-io/jetstream')])
  return { ...transport, ...jetstream }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND')

let loaded: Promise<Client> | undefined

/** Fails with `BusLost` and the command that installs the client. */
export const client = (): Promise<Client> =>
  (loaded ??= load().catch((error: unknown) => {
    loaded = undefined
    if (!isMissing(error)) throw error
    const hint = O.some('run: npm install @nats-io/transport-node @nats-io/jetstream')
    throw new AmiError({ _tag: 'BusLost', why: 'the client of NATS is not installed', hint })
  }))
