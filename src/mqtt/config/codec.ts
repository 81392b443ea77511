/**
 * io-ts codecs for settings, whose values come from a program or as texts from a file. The name of a codec completes the sentence "… must be
 * …", and the message of an error is the way to fix it.
 */
import * as t from 'io-ts'

/** A codec of one kind of value. */
export interface Codec<A> extends t.Decoder<unknown, A> {
  readonly is: t.Is<A>
}

/** Reads what a program gives, and what stands in a file. `read` returns undefined for a value that does not fit. */
const word = <A>(must: string, fix: string, is: t.Is<A>, read: (given: unknown) => unknown): Codec<A> =>
  new t.Type<A, A, unknown>(
    must,
    is,
    (given, context) => {
      const value = read(given)
      return is(value) ? t.success(value) : t.failure(given, context, fix)
    },
    t.identity,
  )

/** The most characters of a name: its topic stays far below the limit of MQTT. */
const LONGEST = 1000

const isText = (given: unknown): given is string =>
  typeof given === 'string' && given !== '' && given.length <= LONGEST && !/[\r\n\0]/.test(given)

/** A text of one form. */
export const text = (must: string, fix: string, fits: (given: string) => boolean = () => true): Codec<string> =>
  word(
    must,
    fix,
    (given): given is string => isText(given) && fits(given),
    (given) => given,
  )

const FLAGS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  ...['yes', 'true', 'on'].map((each) => [each, true] as const),
  ...['no', 'false', 'off'].map((each) => [each, false] as const),
])

export const Flag = word('yes or no', 'write yes or no', t.boolean.is, (given) => FLAGS.get(given))

/** A whole number, also as a text of digits. */
export const count = (must: string, fix: string, fits: (given: number) => boolean): Codec<number> =>
  word(
    must,
    fix,
    (given): given is number => t.number.is(given) && Number.isInteger(given) && fits(given),
    (given) => (typeof given === 'string' && /^\d{1,10}$/.test(given) ? Number(given) : given),
  )

export const oneOf = <A extends string>(...words: readonly A[]): Codec<A> =>
  word(
    `one of ${words.join(', ')}`,
    `write ${words.join(' or ')}`,
    (given): given is A => words.some((each) => each === given),
    (given) => given,
  )

/** A value that may be left out. */
export const optional = <A>(codec: Codec<A>): Codec<A | undefined> =>
  new t.Type<A | undefined, A | undefined, unknown>(
    codec.name,
    (given): given is A | undefined => given === undefined || codec.is(given),
    (given, context) => (given === undefined ? t.success(undefined) : codec.validate(given, context)),
    t.identity,
  )

const errorsOf = <A>(results: readonly t.Validation<A>[]): t.Errors =>
  results.flatMap((result) => (result._tag === 'Left' ? result.left : []))

/** A list; nothing behind a key is an empty one. */
export const list = <A>(of: Codec<A>, must: string): Codec<readonly A[]> =>
  new t.Type<readonly A[], readonly A[], unknown>(
    must,
    (given): given is readonly A[] => Array.isArray(given) && given.every(of.is),
    (given, context) => {
      const elements: unknown = given === '' ? [] : given
      if (!Array.isArray(elements)) return t.failure(given, context, 'write a list: [ … ]')
      const read = elements.map((each, index) => of.validate(each, t.appendContext(context, String(index), of, each)))
      const errors = errorsOf(read)
      return errors.length > 0
        ? t.failures(errors)
        : t.success(read.flatMap((each) => (each._tag === 'Right' ? [each.right] : [])))
    },
    t.identity,
  )

const isMap = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null && !Array.isArray(given)

const own = (given: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(given, key) ? given[key] : undefined

/** A map from any names. */
export const mapOf = <A>(of: Codec<A>, must: string): Codec<Readonly<Record<string, A>>> =>
  new t.Type<Readonly<Record<string, A>>, Readonly<Record<string, A>>, unknown>(
    must,
    (given): given is Readonly<Record<string, A>> => isMap(given) && Object.values(given).every(of.is),
    (given, context) => {
      const map: unknown = given === '' ? {} : given
      if (!isMap(map)) return t.failure(given, context, 'write a map: name: { … }')
      const read = Object.entries(map).map(
        ([key, value]) => [key, of.validate(value, t.appendContext(context, key, of, value))] as const,
      )
      const errors = errorsOf(read.map(([, value]) => value))
      return errors.length > 0
        ? t.failures(errors)
        : t.success(
            Object.fromEntries(
              read.flatMap(([key, value]) => (value._tag === 'Right' ? [[key, value.right] as const] : [])),
            ),
          )
    },
    t.identity,
  )

/** The type of a key that nobody knows; its error shows the key, and never a value. */
const Unknown: Codec<never> = new t.Type<never, never, unknown>(
  'left out',
  (given): given is never => given === undefined && false,
  t.failure,
  t.identity,
)

type Fields = Readonly<Record<string, Codec<unknown>>>
type Filled<F extends Fields> = { readonly [K in keyof F]: F[K] extends Codec<infer A> ? A : never }

/** A map of known keys. Every mistake in it is found, and a key that is not known is one. */
export const struct = <F extends Fields>(fields: F, must: string): Codec<Filled<F>> => {
  const names = Object.keys(fields)
  const is = (given: unknown): given is Filled<F> =>
    isMap(given) && names.every((name) => fields[name]?.is(own(given, name)) === true)
  return new t.Type<Filled<F>, Filled<F>, unknown>(
    must,
    is,
    (given, context) => {
      const map: unknown = given === '' ? {} : given
      if (!isMap(map)) return t.failure(given, context, `write a map with ${names.join(', ')}`)
      const read = Object.entries(fields).map(
        ([key, of]) => [key, of.validate(own(map, key), t.appendContext(context, key, of, own(map, key)))] as const,
      )
      const strange = Object.keys(map)
        .filter((key) => !names.includes(key) && map[key] !== undefined)
        .map((key) =>
          t.failure<never>(key, t.appendContext(context, key, Unknown), `the keys here are ${names.join(', ')}`),
        )
      const errors = errorsOf([...read.map(([, value]) => value), ...strange])
      const value: unknown = Object.fromEntries(
        read.flatMap(([key, each]) =>
          each._tag === 'Right' && each.right !== undefined ? [[key, each.right] as const] : [],
        ),
      )
      return errors.length === 0 && is(value) ? t.success(value) : t.failures(errors)
    },
    t.identity,
  )
}

/** A further condition; `mistake` gives the way to fix a value that does not fit, or undefined. */
export const refined = <A>(codec: Codec<A>, must: string, mistake: (value: A) => string | undefined): Codec<A> =>
  new t.Type<A, A, unknown>(
    must,
    (given): given is A => codec.is(given) && mistake(given) === undefined,
    (given, context) => {
      const read = codec.validate(given, context)
      if (read._tag === 'Left') return read
      const fix = mistake(read.right)
      return fix === undefined ? read : t.failure(given, context, fix)
    },
    t.identity,
  )

/** Either a map, or a value of another kind. */
export const mapOr = <A, B>(map: Codec<A>, other: Codec<B>): Codec<A | B> =>
  new t.Type<A | B, A | B, unknown>(
    `${other.name}, or ${map.name}`,
    (given): given is A | B => map.is(given) || other.is(given),
    (given, context) => (isMap(given) ? map.validate(given, context) : other.validate(given, context)),
    t.identity,
  )
