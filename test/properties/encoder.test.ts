/** The encoder beside Asterisk's own reader: what may leave is read as it was meant, and what is refused would not have been. */
import { isRight } from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { encode } from '../../src/protocol/action.js'
import { reader, type Request } from '../../src/testing/simulation/input.js'

type Headers = readonly (readonly [name: string, value: string])[]

const requestsIn = (text: string): readonly Request[] => {
  const requests: Request[] = []
  reader((request) => requests.push(request))(Buffer.from(text))
  return requests
}

/** As somebody would write it who knows no rule. */
const naive = (headers: Headers): string =>
  ['Action: X', 'ActionID: rx-1', ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')

/** A name that arrives: readers of frames trim names, and a blank inside a name belongs to it. */
const isName = (name: string): boolean => name !== '' && name.trim() === name && !/[:\0-\x1f]/.test(name)

/** True when Asterisk reads these headers as one action with exactly these values. */
const isRead = (headers: Headers): boolean => {
  const [request, ...more] = requestsIn(naive(headers))
  return (
    request !== undefined &&
    more.length === 0 &&
    request.unreadable === undefined &&
    request.action === 'X' &&
    request.lines.length === headers.length + 2 &&
    headers.every(([name, value], index) => {
      const line = request.lines[index + 2]
      return line === `${name}: ${value}` && !/^[\x01-\x20]/.test(value) && isName(name)
    })
  )
}

const nasty = fc.constantFrom(
  '',
  ' ',
  '\t',
  '\r',
  '\n',
  '\0',
  ':',
  'a\r\n\r\nAction: Originate',
  'ü',
  '\x01',
  'A',
  'Ü€😀',
)
const piece = fc.oneof({ weight: 3, arbitrary: fc.string({ maxLength: 6 }) }, { weight: 2, arbitrary: nasty })
const text = fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join(''))
/** Values around the limit of a line, of one and of several bytes a character. */
const long = fc
  .tuple(fc.integer({ min: 1005, max: 1024 }), fc.constantFrom('a', 'ü', '€'))
  .map(([bytes, letter]) => letter.repeat(Math.floor(bytes / Buffer.byteLength(letter))))
const name = fc
  .oneof({ weight: 4, arbitrary: fc.stringMatching(/^[A-Za-z]{1,8}$/) }, { weight: 1, arbitrary: text })
  .filter((given) => !/^action(?:id)?$/i.test(given) && !/^(?:0|[1-9]\d*)$/.test(given) && given !== '__proto__')
const header = fc.tuple(name, fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: long }))
const distinct = { selector: ([given]: readonly [string, string]) => given }
const headers: fc.Arbitrary<Headers> = fc.oneof(
  { weight: 9, arbitrary: fc.uniqueArray(header, { maxLength: 6, ...distinct }) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 120, max: 132 })
      .map((count) => Array.from({ length: count }, (_, index) => [`h${index}`, 'v'] as const)),
  },
)

const test = suite('encoder beside Asterisk’s reader')

test('an action leaves if and only if Asterisk reads one action with exactly its headers', () => {
  let refused = 0
  fc.assert(
    fc.property(headers, (given) => {
      const encoded = encode({ Action: 'X', ...Object.fromEntries(given) }, 'response')
      assert.is(isRight(encoded), isRead(given))
      if (isRight(encoded)) assert.is(encoded.right('rx-1'), naive(given))
      else refused += 1
    }),
    { numRuns: 3000 },
  )
  // a test of refusals that never sees one would prove nothing
  assert.ok(refused > 300 && refused < 2700, `${refused} of 3000 were refused`)
})

test.run()
