/** The OpenAPI 3.1 document of the table of routes. */
import type { Json, JsonObject } from './json.js'
import { type Field, type Route, ROUTES } from './routes.js'

const SCHEMAS: Readonly<Record<Field['kind'], JsonObject>> = {
  text: { type: 'string', minLength: 1, maxLength: 256 },
  boolean: { type: 'boolean' },
  texts: { type: 'object', additionalProperties: { type: 'string' } },
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

const headers = (route: Route): readonly Json[] =>
  route.action === undefined
    ? []
    : [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          schema: { type: 'string', minLength: 8, maxLength: 64 },
        },
        { name: 'Prefer', in: 'header', required: false, schema: { type: 'string', enum: ['respond-async'] } },
      ]

const operation = (route: Route): JsonObject => ({
  operationId: route.name,
  summary: route.about,
  ...(route.open === true ? { security: [] } : {}),
  parameters: [
    ...[...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name: name ?? '',
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...headers(route),
  ],
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
          content: { 'application/problem+json': { schema: { type: 'object' } } },
        },
      },
    },
  }
}
