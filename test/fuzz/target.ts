/** Targets of fuzzing, and their inputs: real bytes, changed in ways that break parsers. */
import * as fc from 'fast-check'

export interface Target {
  readonly name: string
  /** The number of inputs that take about a second. */
  readonly runs: number
  /** Inputs to begin from. */
  readonly corpus: readonly Uint8Array[]
  /** Pieces of the language, put anywhere. */
  readonly words: readonly string[]
  /** Throws when something is wrong; the form that jazzer.js and libFuzzer know. */
  readonly fuzz: (data: Uint8Array) => void
}

const KINDS = ['flip', 'insert', 'delete', 'repeat', 'word', 'line'] as const
type Break = readonly [kind: (typeof KINDS)[number] | 'swell', at: number, n: number, byte: number]

/** Swelling is rare: it makes inputs long, and long inputs slow. */
const kinds = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(...KINDS) },
  { weight: 1, arbitrary: fc.constant('swell' as const) },
)
const breaks: fc.Arbitrary<readonly Break[]> = fc.array(fc.tuple(kinds, fc.nat(10_000), fc.nat(200), fc.nat(255)), {
  maxLength: 12,
})

/** The most repetitions of a word. They are enough to show code whose time grows by the square. */
const SWOLLEN = 2000
const LF = 10

const word = (n: number, words: readonly string[]): Buffer => Buffer.from(words[n % Math.max(1, words.length)] ?? '')

/** The line that a place is in, with its end. */
const lineAround = (bytes: Buffer, at: number) => {
  const end = bytes.indexOf(LF, at)
  return { start: at === 0 ? 0 : bytes.lastIndexOf(LF, at - 1) + 1, end: end < 0 ? bytes.length : end + 1 }
}

const broken = (bytes: Buffer, [kind, place, n, byte]: Break, words: readonly string[]): Buffer => {
  const at = place % (bytes.length + 1)
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)]
  switch (kind) {
    case 'flip':
      return Buffer.concat([head, Buffer.of(byte), tail.subarray(1)])
    case 'insert':
      return Buffer.concat([head, Buffer.of(byte), tail])
    case 'delete':
      return Buffer.concat([head, tail.subarray(n)])
    case 'repeat':
      return Buffer.concat([head, ...Array.from({ length: 1 + (byte % 20) }, () => tail.subarray(0, n)), tail])
    case 'word':
      return Buffer.concat([head, word(n, words), tail])
    case 'line': {
      const from = lineAround(bytes, (n * 256 + byte) % (bytes.length + 1))
      const to = lineAround(bytes, at).start
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from.start, from.end), bytes.subarray(to)])
    }
    case 'swell':
      return Buffer.concat([
        head,
        ...Array.from({ length: Math.ceil((SWOLLEN * (byte + 1)) / 256) }, () => word(n, words)),
        tail,
      ])
  }
}

/** The longest stretch of a corpus that one input begins from. */
const STRETCH = 1500

/** A byte of its own in front, as targets take it for a choice. */
const inputs = ({ corpus, words }: Target): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fc.nat(Math.max(0, corpus.length - 1)), fc.nat(1_000_000), fc.nat(STRETCH), fc.nat(255), breaks)
    .map(([which, from, length, choice, list]) => {
      const whole = corpus[which] ?? new Uint8Array()
      const start = from % (whole.length + 1)
      const bytes = list.reduce<Buffer>(
        (some, each) => broken(some, each, words),
        Buffer.from(whole.subarray(start, start + length)),
      )
      return Buffer.concat([Buffer.of(choice), bytes])
    })

/** Runs a target on so many inputs; what it reports is shrunk. Undefined when nothing was found. */
export const hunt = (target: Target, runs: number, seed: number): string | undefined => {
  const found = fc.check(
    fc.property(inputs(target), (data) => {
      target.fuzz(data)
    }),
    { numRuns: runs, seed },
  )
  if (!found.failed) return undefined
  const input = Buffer.from(found.counterexample?.[0] ?? [])
  const reason = found.errorInstance instanceof Error ? found.errorInstance.stack : String(found.errorInstance)
  return `${target.name}, seed ${seed}: ${reason ?? ''}\n  input, in latin1: ${JSON.stringify(input.toString('latin1'))}`
}
