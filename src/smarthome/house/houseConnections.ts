/** The connections of a house by name. A reload keeps the connections whose settings stay the same. */
import type { Asterisk, ConnectOptions } from '../../index.js'
import type { ConnectionSettings } from '../config/settings.js'

/** One connection. `id` differs from that of an earlier connection of the same name. */
export interface HouseConnection {
  readonly id: number
  readonly name: string
  readonly asterisk: Asterisk
}

export interface HouseConnections {
  readonly all: () => readonly HouseConnection[]
  /** Opens new connections; closes, with Logoff, those that are gone or have other settings. */
  readonly reconfigure: (settings: readonly ConnectionSettings[]) => void
  /** Closes all connections. */
  readonly close: () => Promise<void>
}

const optionsOf = ({ name, host, port, tls, username, password }: ConnectionSettings): ConnectOptions => ({
  name,
  host,
  port,
  tls,
  username,
  password: password.reveal(),
})

export const houseConnections = (connect: (options: ConnectOptions) => Asterisk): HouseConnections => {
  let current: ReadonlyMap<string, HouseConnection & { readonly options: string }> = new Map()
  let serial = 0

  const connectionFor = (settings: ConnectionSettings) => {
    const options = optionsOf(settings)
    const written = JSON.stringify(options)
    const before = current.get(settings.name)
    if (before?.options === written) return before
    serial += 1
    return { id: serial, name: settings.name, asterisk: connect(options), options: written }
  }
  return {
    all: () => [...current.values()],
    reconfigure: (settings) => {
      const before = current
      current = new Map(settings.map((each) => [each.name, connectionFor(each)]))
      for (const [name, old] of before) if (current.get(name) !== old) void old.asterisk.close()
    },
    close: async () => {
      await Promise.all([...current.values()].map(({ asterisk }) => asterisk.close()))
    },
  }
}
