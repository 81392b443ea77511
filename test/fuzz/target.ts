/** What fuzzing needs of a target, and how its inputs are made: real bytes, broken in ways that break parsers. */
import * as fc from 'fast-check'

export interface Target {
  readonly name: string
  /** Inputs to begin from. */
  readonly corpus: readonly Uint8Array[]
  /** Pieces of the language, put anywhere. */
  readonly words: readonly string[]
  /** Throws when something is wrong; the form that jazzer.js and libFuzzer know. */
  readonly fuzz: (data: Uint8Array) => void
}

type Break = readonly [kind: 'flip' | 'insert' | 'delete' | 'repeat' | 'word', at: number, n: number, byte: number]

const breaks: fc.Arbitrary<readonly Break[]> = fc.array(
  fc.tuple(fc.constantFrom('flip', 'insert', 'delete', 'repeat', 'word'), fc.nat(10_000), fc.nat(200), fc.nat(255)),
  { maxLength: 12 },
)

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
      return Buffer.concat([head, Buffer.from(words[n % Math.max(1, words.length)] ?? ''), tail])
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
