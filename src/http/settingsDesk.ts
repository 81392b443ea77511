/** The settings of users, such as the favourites of the page: kept under the user's name, and given back to the same user only. */
import { answer } from './answers.js'
import { isObject, type JsonObject, parsed } from './json.js'
import { fail, type Known, type Parts } from './known.js'
import type { HttpUser } from './options.js'

/** The settings of a user; none where the store has none. Null: nothing keeps settings, or the store cannot be read. */
export const keptSettings = async ({ options }: Parts, { name }: HttpUser): Promise<JsonObject | null> => {
  if (options.settings === undefined) return null
  try {
    const kept = parsed((await options.settings.read(name)) ?? '{}')
    return isObject(kept) ? kept : null
  } catch {
    return null
  }
}

/** The answer to PUT. A store that cannot be written is a problem of the server. */
export const keepSettings = async ({ options }: Parts, { identity, body }: Known): Promise<Response> => {
  if (options.settings === undefined) return fail({ _tag: 'NotFound', what: 'such path' })
  try {
    await options.settings.write(identity.user.name, JSON.stringify(body['settings']))
  } catch {
    return fail({ _tag: 'Crashed' })
  }
  return answer(204, null)
}
