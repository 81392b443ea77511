/** A client of the API of `http`, without a port. */
import type { HttpHandler } from '../../src/http/index.js'
import { eventually } from '../support/watching.js'

/** Each request is one of another user, as a test asks faster than one user may. */
export const client = (handler: HttpHandler) => {
  let asked = 0
  const ask = async (method: string, path: string, body?: unknown, signal?: AbortSignal) => {
    asked += 1
    const response = await handler(
      new Request(`http://localhost${path}`, {
        method,
        ...(method === 'GET'
          ? {}
          : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) }),
        ...(signal === undefined ? {} : { signal }),
      }),
      { user: { name: `user ${asked}` } },
    )
    return { status: response.status, text: await response.text() }
  }
  /** Waits until the answer has this. */
  const shows = async (path: string, part: RegExp): Promise<string> => {
    let text = ''
    await eventually(
      `${path} shows ${String(part)}`,
      async () => part.test((text = (await ask('GET', path)).text)),
      20_000,
    )
    return part.exec(text)?.[1] ?? ''
  }
  return { ask, shows }
}

export type Client = ReturnType<typeof client>
