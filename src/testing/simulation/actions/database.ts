/** Actions about the database, with the texts of `main/db.c`. */
import type { Request } from '../input.js'
import { list, refusal, success, type Reply } from '../reply.js'
import type { ActionTable } from './handler.js'

/** Answers when family and key are given. The error texts of DBGet and DBDel end in a dot, the one of DBPut does not. */
const withKey = (request: Request, dot: string, answer: (family: string, key: string) => Reply): Reply => {
  const [family, key] = [request.get('Family'), request.get('Key')]
  if (family === '') return refusal(request, `No family specified${dot}`)
  return key === '' ? refusal(request, `No key specified${dot}`) : answer(family, key)
}

export const databaseActions: ActionTable = {
  DBGet: {
    classes: ['system', 'reporting'],
    answer: (request, { world }) =>
      withKey(request, '.', (family, key) => {
        const value = world.database.get(family, key)
        if (value === undefined) return refusal(request, 'Database entry not found')
        const item = ['Event: DBGetResponse', `Family: ${family}`, `Key: ${key}`, `Val: ${value}`, ...request.id]
        return list(request, 'Result will follow', [item], 'DBGetComplete')
      }),
  },
  DBPut: {
    classes: ['system'],
    answer: (request, { world }) =>
      withKey(request, '', (family, key) => {
        world.database.put(family, key, request.get('Val'))
        return success(request, 'Message: Updated database successfully')
      }),
  },
  DBDel: {
    classes: ['system'],
    answer: (request, { world }) =>
      withKey(request, '.', (family, key) =>
        world.database.remove(family, key)
          ? success(request, 'Message: Key deleted successfully')
          : refusal(request, 'Database entry could not be deleted'),
      ),
  },
  DBGetTree: {
    classes: ['system', 'reporting'],
    answer: (request, { world }) => {
      const entries = world.database.tree(request.get('Family'), request.get('Key'))
      const items = entries.map(([key, value]) => [
        'Event: DBGetTreeResponse',
        `Key: ${key}`,
        `Val: ${value}`,
        ...request.id,
      ])
      return list(request, 'Result will follow', items, 'DBGetTreeComplete')
    },
  },
  DBDelTree: {
    classes: ['system'],
    answer: (request, { world }) => {
      const family = request.get('Family')
      if (family === '') return refusal(request, 'No family specified.')
      return world.database.removeTree(family, request.get('Key')) > 0
        ? success(request, 'Message: Key tree deleted successfully')
        : refusal(request, 'Database entry not found')
    },
  },
}
