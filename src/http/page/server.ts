/** The way of the page to its server: login, events, actions. */
import type { Changes, Snapshot } from './model.js'

export interface About {
  readonly title: string
  readonly allowed: readonly string[]
  readonly lacks: readonly { readonly stream: string; readonly read: readonly string[] }[]
}

const JSON_HEADERS = { 'Content-Type': 'application/json', 'Rx-Asterisk': '1' }

/** `randomUUID` is missing on plain http with a name; this is not. */
const key = (): string => [...crypto.getRandomValues(new Uint32Array(4))].map((each) => each.toString(36)).join('-')

export const login = async (body: Readonly<Record<string, string>>): Promise<boolean> =>
  (await fetch('login', { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(body) })).ok

export const about = async (): Promise<About | undefined> => {
  const response = await fetch('api')
  return response.ok ? ((await response.json()) as About) : undefined
}

/** The detail of the problem; undefined: done. */
export const act = async (method: string, path: string, body: unknown = {}): Promise<string | undefined> => {
  try {
    const headers = { ...JSON_HEADERS, 'Idempotency-Key': key() }
    const response = await fetch(path, { method, headers, body: JSON.stringify(body) })
    if (response.ok) return undefined
    return String(((await response.json()) as { readonly detail: unknown }).detail)
  } catch {
    return 'no link to this server: it is not known what happened'
  }
}

/** Milliseconds without a beat after which the server counts as lost. */
const SILENCE = 12_000

export interface Heard {
  readonly snapshot: (data: Snapshot) => void
  readonly change: (data: Changes) => void
  readonly heard: (isHeard: boolean) => void
  readonly refused: () => void
}

/** Listens for ever: a stream that is silent or closed is opened anew, also after a sleep. */
export const listen = (to: Heard): void => {
  let source: EventSource | undefined
  let last = Date.now()
  let tries = 0
  const open = (): void => {
    source?.close()
    last = Date.now()
    source = new EventSource('api/events')
    const on = (name: string, take: (data: string) => void): void =>
      source?.addEventListener(name, (event) => {
        last = Date.now()
        tries = 0
        to.heard(true)
        take(String(event.data))
      })
    on('snapshot', (data) => to.snapshot(JSON.parse(data) as Snapshot))
    on('change', (data) => to.change(JSON.parse(data) as Changes))
    on('beat', () => undefined)
    source.addEventListener('error', () => {
      to.heard(false)
      if (source?.readyState !== EventSource.CLOSED) return
      tries += 1
      setTimeout(
        () => void about().then((known) => (known === undefined ? to.refused() : open()), open),
        Math.min(30_000, 1000 * 2 ** tries),
      )
    })
  }
  const look = (): void => {
    if (Date.now() - last < SILENCE) return
    to.heard(false)
    open()
  }
  setInterval(look, 1000)
  for (const name of ['visibilitychange', 'pageshow', 'online']) addEventListener(name, look)
  open()
}
