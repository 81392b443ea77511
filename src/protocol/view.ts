/** Typed views of frames: a line of the catalog names the headers, and each header is decoded when it is read. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { type FailureReporter, undecodable } from '../failure.js'
import { readAs } from './codec.js'
import type { Frame } from './frame.js'
import { type Headers, type HeaderSpec, headerSpecs } from './headerSpec.js'
import { printable, type Printed, printedHeaders, withoutSecret } from './print.js'

/** The way to read frames of one kind. All views of that kind share it: a flood makes a view for each frame. */
export interface Reading {
  /** The name of the kind, for people. */
  readonly of: string
  readonly headers: Headers
  readonly report: FailureReporter
}

/** Headers already reported as undecodable, by view: a header that is read twice is reported once. */
const reported = new WeakMap<View, Set<string>>()

const READING = Symbol('reading')

/** A frame, and the way to read it. */
interface View {
  readonly frame: Frame
  readonly [READING]: Reading
}

const firstOf = (view: View, { name, codec }: HeaderSpec): O.Option<unknown> => {
  const decoded = readAs(codec, view.frame.get(name))
  if (E.isRight(decoded)) return decoded.right
  const { of, report } = view[READING]
  const before = reported.get(view) ?? new Set()
  if (!before.has(name)) {
    reported.set(view, before.add(name))
    report(undecodable(of, name, decoded.left))
  }
  return O.none
}

const allOf = (view: View, { name, codec }: HeaderSpec): readonly unknown[] =>
  view.frame.all(name).flatMap((value) => {
    const decoded = readAs(codec, value)
    return E.isRight(decoded) && O.isSome(decoded.right) ? [decoded.right.value] : []
  })

/** The decoded header; undefined where the view's kind lacks it. */
const decodedHeader = (view: View, name: string): unknown => {
  const spec = view[READING].headers.get(name)
  if (spec === undefined) return undefined
  return spec.repeats ? allOf(view, spec) : firstOf(view, spec)
}

// Two flat classes with all headers as getters. Faster than a class that extends another, and than a class for each event (bench: flood)

export class EventView implements View {
  readonly frame: Frame
  readonly name: string
  readonly origin: string
  readonly #reading: Reading

  constructor(frame: Frame, name: string, origin: string, reading: Reading) {
    this.frame = frame
    this.name = name
    this.origin = origin
    this.#reading = reading
  }

  get [READING](): Reading {
    return this.#reading
  }
}

export class ResponseView implements View {
  readonly frame: Frame
  readonly message: string
  readonly #reading: Reading

  constructor(frame: Frame, message: string, reading: Reading) {
    this.frame = frame
    this.message = message
    this.#reading = reading
  }

  get [READING](): Reading {
    return this.#reading
  }
}

/** An event that the catalog lacks: its headers are text, in `frame`. */
export class PlainEvent {
  readonly name: string
  readonly frame: Frame
  readonly origin: string

  constructor(frame: Frame, name: string, origin: string) {
    this.name = name
    this.frame = frame
    this.origin = origin
  }
}

const getter = (name: string): PropertyDescriptor & ThisType<View> => ({
  get() {
    return decodedHeader(this, name)
  },
  configurable: true,
})

/** The headers of a line. The first use of a name defines a getter on the prototype. */
const headersOn =
  (prototype: View) =>
  (line: string): Headers => {
    const headers = new Map(headerSpecs(line).map((spec) => [spec.name, spec]))
    for (const name of headers.keys()) {
      if (!Object.hasOwn(prototype, name)) Object.defineProperty(prototype, name, getter(name))
    }
    return headers
  }

export const eventHeaders = headersOn(EventView.prototype)
export const responseHeaders = headersOn(ResponseView.prototype)

/** Values as people see them, without a report: none is left out, and an undecodable value is its text. */
const printedValues = ({ name, codec }: HeaderSpec, values: readonly string[]): readonly unknown[] =>
  values.flatMap((value) => {
    const decoded = readAs(codec, value)
    if (E.isLeft(decoded)) return [withoutSecret(name, value)]
    return O.isSome(decoded.right) ? [withoutSecret(name, decoded.right.value)] : []
  })

const printedView = (view: View): Printed =>
  Object.fromEntries(
    [...view[READING].headers.values()].flatMap((spec) => {
      const { name, repeats } = spec
      const first = view.frame.get(name)
      const values = printedValues(spec, repeats ? view.frame.all(name) : first === undefined ? [] : [first])
      return values.length === 0 ? [] : [[name, repeats ? values : values[0]]]
    }),
  )

/** All headers of a frame but those named; for frames of a kind that the catalog lacks. */
const printedRest = ({ headers }: Frame, ...names: readonly string[]): Printed =>
  printedHeaders(headers.filter(([name]) => !names.includes(name)))

/** Own properties first; a header of the same name does not replace them. */
const beside = (own: Printed, headers: Printed): Printed => ({ ...own, ...headers, ...own })

printable(
  EventView.prototype,
  ({ name }) => name,
  (view) => beside({ name: view.name, origin: view.origin }, printedView(view)),
)

printable(
  PlainEvent.prototype,
  ({ name }) => name,
  ({ name, origin, frame }) => beside({ name, origin }, printedRest(frame, 'Event')),
)

printable(
  ResponseView.prototype,
  () => 'Response',
  (view) => {
    const { message, frame } = view
    const typed = view[READING].headers.size > 0
    return beside({ message }, typed ? printedView(view) : printedRest(frame, 'Response', 'ActionID', 'Message'))
  },
)
