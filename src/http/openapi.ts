/** The OpenAPI 3.1 document of the table of routes. */
import type { Json, JsonObject } from './json.js'
import { type Field, type Route, ROUTES } from './routes.js'

const SCHEMAS: Readonly<Record<Field['kind'], JsonObject>> = {
  text: { type: 'string', minLength: 1, maxLength: 256 },
  boolean: { type: 'boolean' },
  texts: { type: 'object', additionalProperties: { type: 'string' } },
  object: { type: 'object' },
}

const bodySchema = (fields: Readonly<Record<string, Field>>): JsonObject => ({
  type: 'object',
  additionalProperties: false,
  required: Object.entries(fields).flatMap(([name, { required }]) => (required ? [name] : [])),
  properties: Object.fromEntries(
    Object.entries(fields).map(([name, { kind, about }]) => [name, { ...SCHEMAS[kind], description: about }]),
  ),
})

const PROBLEM: JsonObject = { $ref: '#/components/responses/Problem' }

/** RFC 9457, with the members that a failure of Asterisk adds. */
const PROBLEM_SCHEMA: JsonObject = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', description: 'urn:rx-asterisk: and the title' },
    title: { type: 'string', description: 'the kind, which does not change: CallFailed' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'a sentence for people' },
    needs: { type: 'array', items: { type: 'string' }, description: 'the read classes that are missing' },
    failure: { type: 'object', description: 'the failure of Asterisk, with its members' },
    reason: { type: 'string', description: 'of a call that failed: busy, noAnswer' },
    mayHaveHappened: { type: 'boolean', description: 'true: the outcome is not known' },
  },
}

const parameter = (
  place: 'path' | 'query' | 'header',
  name: string,
  schema: JsonObject,
  about?: string,
): JsonObject => ({
  name,
  in: place,
  required: place === 'path',
  schema,
  ...(about === undefined ? {} : { description: about }),
})

const TEXT: JsonObject = { type: 'string' }

const parameters = ({ path, query = {}, action }: Route): readonly Json[] => [
  ...[...path.matchAll(/:(\w+)/g)].map(([, name = '']) => parameter('path', name, TEXT)),
  ...Object.entries(query).map(([name, about]) => parameter('query', name, TEXT, about)),
  ...(action === undefined
    ? []
    : [
        parameter('header', 'Idempotency-Key', { type: 'string', minLength: 8, maxLength: 64 }),
        parameter('header', 'Prefer', { type: 'string', enum: ['respond-async'] }),
      ]),
]

const operation = (route: Route): JsonObject => ({
  operationId: route.name,
  summary: route.about,
  ...(route.open === true ? { security: [] } : {}),
  parameters: parameters(route),
  ...(route.body === undefined
    ? {}
    : { requestBody: { required: true, content: { 'application/json': { schema: bodySchema(route.body) } } } }),
  responses: { '2XX': { description: 'done' }, default: PROBLEM },
})

/** Made once: the table never changes. */
export const openapi = (version: string): JsonObject => {
  const paths: Record<string, Record<string, JsonObject>> = {}
  for (const route of ROUTES) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'rx-asterisk', version },
    paths,
    security: [{ bearer: [] }, { session: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'rx-asterisk' },
      },
      responses: {
        Problem: {
          description: 'why it was not done',
          content: { 'application/problem+json': { schema: PROBLEM_SCHEMA } },
        },
      },
    },
  }
}
