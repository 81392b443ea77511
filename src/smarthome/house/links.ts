/** The connections of a house: opened by name, kept over a reload where their settings stay. */
import { combineLatest, map, type Observable, of } from 'rxjs'
import type { Asterisk } from '../../asterisk.js'
import type { ConnectOptions } from '../../options.js'
import type { ConnectionSettings } from '../config/settings.js'

/** One connection. `id` tells it from an earlier one of the same name. */
export interface Link {
  readonly id: number
  readonly name: string
  readonly asterisk: Asterisk
}

export interface Links {
  readonly all: () => readonly Link[]
  /** Opens what is new; closes, with Logoff, what is gone or has other settings. */
  readonly become: (settings: readonly ConnectionSettings[]) => void
  /** Closes all of them; hot. */
  readonly close: () => Observable<void>
}

const optionsOf = ({ name, host, port, tls, username, password }: ConnectionSettings): ConnectOptions => ({
  name,
  host,
  port,
  tls,
  username,
  password: password.reveal(),
})

export const links = (connect: (options: ConnectOptions) => Asterisk): Links => {
  let living: ReadonlyMap<string, Link & { readonly options: string }> = new Map()
  let serial = 0

  const opened = (settings: ConnectionSettings) => {
    const options = optionsOf(settings)
    const written = JSON.stringify(options)
    const before = living.get(settings.name)
    if (before?.options === written) return before
    serial += 1
    return { id: serial, name: settings.name, asterisk: connect(options), options: written }
  }
  return {
    all: () => [...living.values()],
    become: (settings) => {
      const before = living
      living = new Map(settings.map((each) => [each.name, opened(each)]))
      for (const [name, old] of before) if (living.get(name) !== old) old.asterisk.close().subscribe()
    },
    close: () => {
      const closing = [...living.values()].map(({ asterisk }) => asterisk.close())
      return closing.length === 0 ? of(undefined) : combineLatest(closing).pipe(map(() => undefined))
    },
  }
}
