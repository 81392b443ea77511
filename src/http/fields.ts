/** The check of a body by the fields of its route. */
import * as E from 'fp-ts/lib/Either.js'
import { isObject, type JsonObject } from './json.js'
import type { Problem } from './problem.js'
import type { Field } from './routes.js'

const LONGEST = 256
/** Control characters end a header of AMI, or a line of a log. */
const CONTROL = /[\x00-\x1f\x7f]/

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST && !CONTROL.test(value)

const fits = (kind: Field['kind'], value: unknown): boolean => {
  switch (kind) {
    case 'text':
      return isText(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'object':
      return isObject(value)
    case 'texts':
      return (
        isObject(value) &&
        Object.entries(value).length <= 32 &&
        Object.entries(value).every(([name, each]) => /^[\w-]{1,64}$/.test(name) && isText(each))
      )
  }
}

const MUST: Readonly<Record<Field['kind'], string>> = {
  text: `a text of 1 to ${LONGEST} characters`,
  boolean: 'true or false',
  texts: 'an object of texts',
  object: 'an object',
}

/** Undefined: the body has what it must have, and nothing else. */
export const bodyProblem = (fields: Readonly<Record<string, Field>>, body: JsonObject): Problem | undefined => {
  const strange = Object.keys(body).find((name) => !Object.hasOwn(fields, name))
  if (strange !== undefined)
    return {
      _tag: 'WrongBody',
      why: `the body has a field that is not known; there are: ${Object.keys(fields).join(', ') || 'none'}`,
    }
  for (const [name, { kind, required }] of Object.entries(fields)) {
    const value = body[name]
    if ((value === undefined || value === null) && !required) continue
    if (!fits(kind, value)) return { _tag: 'WrongBody', why: `${name} must be ${MUST[kind]}` }
  }
  return undefined
}

/** A text of a body that was checked. */
export const textIn = (body: JsonObject, name: string): string | undefined => {
  const value = body[name]
  return typeof value === 'string' ? value : undefined
}

/** The headers of a body that was checked. */
export const textsIn = (body: JsonObject, name: string): Readonly<Record<string, string>> => {
  const value = body[name]
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (typeof each === 'string' ? [[key, each]] : [])),
  )
}

/** A percent-encoded part of a path; left where it cannot be decoded. */
export const decoded = (part: string): E.Either<Problem, string> => {
  try {
    const text = decodeURIComponent(part)
    return text.length <= LONGEST && !CONTROL.test(text)
      ? E.right(text)
      : E.left({ _tag: 'NotFound', what: 'such name' })
  } catch {
    return E.left({ _tag: 'NotFound', what: 'such name' })
  }
}
