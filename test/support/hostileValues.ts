/** Values that a careless or hostile program throws or holds. */
const circular: { self?: unknown } = {}
circular.self = circular

export const HOSTILE_VALUES: readonly (readonly [what: string, make: () => unknown])[] = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['a text', () => 'no'],
  ['a number', () => NaN],
  ['a BigInt', () => 10n],
  ['a symbol', () => Symbol('no')],
  ['a circular object', () => circular],
  ['an object without a prototype', () => Object.create(null) as unknown],
  ['the groups of a RegExp', () => /(?<a>x)/.exec('x')?.groups],
  ['an error without a message', () => Object.create(Error.prototype) as unknown],
  [
    'an error whose message throws',
    () =>
      Object.defineProperty(new Error('x'), 'message', {
        get: () => {
          throw new TypeError('no message')
        },
      }),
  ],
  ['an error whose message is an object', () => Object.assign(new Error('x'), { message: circular })],
  [
    'a Proxy that throws at everything',
    () =>
      new Proxy(
        {},
        {
          get: () => {
            throw new TypeError('no property')
          },
          getPrototypeOf: () => {
            throw new TypeError('no prototype')
          },
          has: () => {
            throw new TypeError('no property')
          },
        },
      ),
  ],
  [
    'an object whose toString throws',
    () => ({
      toString: () => {
        throw new TypeError('no text')
      },
    }),
  ],
]
