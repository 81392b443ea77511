/** The address of a broker, as a URL, without the secrets that it may contain. */
import * as E from 'fp-ts/lib/Either.js'

/** A URL in its parts. `peer` may be printed. */
export interface BrokerAddress {
  readonly peer: string
  readonly username: string | undefined
  readonly password: string | undefined
}

const PORTS: ReadonlyMap<string, string> = new Map([
  ['mqtt:', ':1883'],
  ['mqtts:', ':8883'],
  ['ws:', ''],
  ['wss:', ''],
])

/** The sentence for a URL that is none; it does not repeat the URL, which may contain a password. */
export const ADDRESS_FORM = 'a URL such as mqtt://broker:1883, mqtts://broker:8883, ws://… or wss://…'

const part = (text: string): string | undefined => (text === '' ? undefined : decodeURIComponent(text))

const urlOf = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined)

/** Reads a URL. Left: the form that it should have. */
export const brokerAddress = (text: string): E.Either<string, BrokerAddress> => {
  const url = urlOf(text)
  const standard = url === undefined ? undefined : PORTS.get(url.protocol)
  if (url === undefined || standard === undefined || url.hostname === '') return E.left(ADDRESS_FORM)
  const port = url.port === '' ? standard : `:${url.port}`
  const path = url.protocol.startsWith('ws') ? `${url.pathname}${url.search}` : ''
  return E.tryCatch(
    () => ({
      peer: `${url.protocol}//${url.hostname}${port}${path}`,
      username: part(url.username),
      password: part(url.password),
    }),
    () => ADDRESS_FORM,
  )
}
