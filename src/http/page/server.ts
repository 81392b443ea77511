/** The requests of the page: login, rights, actions. */
import { type Fields, fields, number, text } from './decode.js'
import { type About, about } from './values.js'

const HEADERS = { 'Content-Type': 'application/json', 'Rx-Asterisk': '1' }

/** `randomUUID` is missing on plain http with a name; this is not. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((each) => each.toString(36).padStart(7, '0')).join('-')

const bodyOf = async (response: Response): Promise<Fields> => {
  try {
    return fields(await response.json())
  } catch {
    return {}
  }
}

/** True: in. */
export const login = async (body: Readonly<Record<string, string>>): Promise<boolean> => {
  const response = await fetch('login', { method: 'POST', headers: HEADERS, body: JSON.stringify(body) })
  return response.ok
}

export const logout = async (): Promise<void> => {
  await fetch('logout', { method: 'POST', headers: HEADERS, body: '{}' })
}

/** Keeps the settings of this user on the server. Without a link they are sent again with the next choice. */
export const putSettings = async (settings: Fields): Promise<void> => {
  const body = JSON.stringify({ settings })
  await fetch('api/settings', { method: 'PUT', headers: HEADERS, body }).catch(() => undefined)
}

/** The answer of a GET; `status` 0: no link to the server. */
export const ask = async (path: string): Promise<{ readonly status: number; readonly body: Fields }> => {
  try {
    const response = await fetch(path)
    return { status: response.status, body: await bodyOf(response) }
  } catch {
    return { status: 0, body: {} }
  }
}

/** Undefined: this browser is not logged in. Rejects without a link. */
export const askAbout = async (): Promise<About | undefined> => {
  const { status, body } = await ask('api')
  if (status === 0 || status >= 500) throw new Error('no link')
  return status === 200 ? about(body) : undefined
}

/** An action: its path, and its body. */
export interface Order {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: Fields
}

export type Result =
  | { readonly _tag: 'Running' }
  | { readonly _tag: 'Done'; readonly body: Fields }
  | { readonly _tag: 'Failed'; readonly why: string }
  /** The link was lost before the outcome was known: it may have happened. */
  | { readonly _tag: 'Unknown' }

const resultOf = (status: number, body: Fields): Result =>
  status < 300
    ? { _tag: 'Done', body }
    : body['mayHaveHappened'] === true
      ? { _tag: 'Unknown' }
      : { _tag: 'Failed', why: text(body['detail']) || text(body['title']) || String(status) }

/** The outcome of a request, as its event and its GET tell it; undefined while it runs. */
export const outcomeOf = (data: Fields): Result | undefined =>
  text(data['outcome']) === '' ? undefined : resultOf(number(data['status']), fields(data['body']))

/** Sends an order; a string is the id of its request, which runs on. */
export const send = async ({ method, path, body = {} }: Order, key: string): Promise<Result | string> => {
  try {
    const headers = { ...HEADERS, 'Idempotency-Key': key, Prefer: 'respond-async' }
    const response = await fetch(path, { method, headers, body: JSON.stringify(body) })
    const answer = await bodyOf(response)
    return response.status === 202 ? text(answer['request']) : resultOf(response.status, answer)
  } catch {
    return { _tag: 'Unknown' }
  }
}
