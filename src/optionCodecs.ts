/** Codecs of options: they fill in what is left out. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'

/** A codec that makes a whole value: it has one for what is left out. */
export class Filling<A> extends t.Type<A> {
  /** None where the given value is wrong. */
  readonly fill: (given: unknown) => O.Option<A>

  constructor(
    name: string,
    is: t.Is<A>,
    validate: t.Validate<unknown, unknown>,
    fill: (given: unknown) => O.Option<A>,
  ) {
    super(
      name,
      is,
      // a codec makes a context for each field, so it is run only where a field is wrong
      (u, context) => {
        const whole = fill(u)
        if (O.isSome(whole)) return t.success(whole.value)
        const wrong = validate(u, context)
        return E.isLeft(wrong) ? wrong : t.failure(u, context)
      },
      t.identity,
    )
    this.fill = fill
  }
}

/** An option that must be given. */
export const required = <A>(codec: t.Type<A, unknown>): Filling<A> =>
  new Filling(codec.name, codec.is, codec.validate, O.fromPredicate(codec.is))

/** An option that may be left out. */
export const optional = <A, D extends A | undefined>(codec: t.Type<A, unknown>, otherwise: D): Filling<A | D> =>
  new Filling<A | D>(
    codec.name,
    (u): u is A | D => u === otherwise || codec.is(u),
    (u, context) => (u === undefined ? t.success(otherwise) : codec.validate(u, context)),
    (u) => (u === undefined ? O.some(otherwise) : codec.is(u) ? O.some(u) : O.none),
  )

type Fields<A> = { readonly [K in keyof A]: Filling<A[K]> }
type Unfilled<A> = { [K in keyof A]: A[K] | undefined }

/** A group of options; the whole group may be left out where each of them may be. Inherited options count too: they are read by name. */
export const group = <A extends object>(fields: Fields<A>): Filling<A> => {
  const defaults: Partial<Unfilled<A>> = {}
  const names: Extract<keyof A, string>[] = []
  const needed: Extract<keyof A, string>[] = []
  for (const name in fields) {
    const otherwise = fields[name].fill(undefined)
    names.push(name)
    // V8 overwrites properties of a copy faster than it adds them (bench: connecting)
    defaults[name] = O.toUndefined(otherwise)
    if (O.isNone(otherwise)) needed.push(name)
  }
  const is: t.Is<A> = (u): u is A => t.UnknownRecord.is(u) && names.every((name) => fields[name].is(u[name]))
  const isWhole = (some: Partial<Unfilled<A>>): some is A => needed.every((name) => some[name] !== undefined)
  const fill = (given: unknown): O.Option<A> => {
    if (given !== undefined && !t.UnknownRecord.is(given)) return O.none
    const copy = { ...defaults }
    for (const name of names) {
      const value = given?.[name]
      if (value === undefined) continue
      const filled = fields[name].fill(value)
      if (O.isNone(filled)) return filled
      copy[name] = filled.value
    }
    return isWhole(copy) ? O.some(copy) : O.none
  }
  const validate: t.Validate<unknown, unknown> = (u, context) => {
    if (!t.UnknownRecord.is(u)) return t.failure(u, context)
    for (const name of names) {
      const value = u[name]
      const checked = fields[name].validate(value, t.appendContext(context, name, fields[name], value))
      if (E.isLeft(checked)) return checked
    }
    return t.success(u)
  }
  return new Filling<A>(`an object of ${names.join(', ').replace(/, (\w+)$/, ' and $1')}`, is, validate, fill)
}
