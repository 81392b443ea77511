/**
 * Costs of a frame, in counts and not in seconds, for ten thousand frames of an Asterisk through `connect`. A regression shows here as a
 * number, where seconds would need a benchmark: a second decode, a header that nobody reads, a call for each subscriber.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { filter, firstValueFrom, Observable, Subject, Subscriber } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asterisk, connect, Frame, type Transport } from '../../src/index.js'

const recorded = gunzipSync(readFileSync(new URL('frames.gz', import.meta.url)))
const [FRAMES, PASSES, PIECE] = [10_000, 10, 65_536]
const PIECES = PASSES * Math.ceil(recorded.length / PIECE)
/** Every byte is searched once, a few kilobytes at a time, and hardly any twice. */
const WINDOWS = (PASSES * recorded.length) / 3000

/** A link that lets everybody in and has no channels; `feed` brings bytes over it. */
const fed = (): { readonly asterisk: Asterisk; readonly feed: (bytes: Uint8Array) => void } => {
  const byte$ = new Subject<Uint8Array>()
  const say = (text: string): void => {
    byte$.next(Buffer.from(text))
  }
  const transport: Transport = {
    peer: 'recording',
    open: () =>
      new Observable((subscriber) => {
        const answer = (text: string): void => {
          const id = /ActionID: (.*)\r/.exec(text)?.[1] ?? ''
          const lists = text.startsWith('Action: Status')
          say(`Response: Success\r\nActionID: ${id}\r\n${lists ? 'EventList: start\r\n' : ''}\r\n`)
          if (lists) {
            say(`Event: StatusComplete\r\nActionID: ${id}\r\nEventList: Complete\r\n\r\n`)
          }
        }
        subscriber.next({
          byte$,
          send: (text) => {
            queueMicrotask(() => {
              answer(text)
            })
          },
        })
        queueMicrotask(() => {
          say('Asterisk Call Manager/11.0.0\r\n')
        })
      }),
  }
  const asterisk = connect({ username: 'bench', password: 'secret', auth: 'plain', transport })
  return { asterisk, feed: (bytes) => byte$.next(bytes) }
}

interface Counts {
  /** Texts of UTF-8 or ASCII, and of one character a byte: those to find ends in. */
  readonly decodes: number
  readonly windows: number
  readonly searches: number
  readonly calls: number
}

type Method = (this: unknown, ...args: unknown[]) => unknown

/** Counts the calls of a method or getter; the function returned ends that. */
const countCalls = (prototype: object, name: string, called: () => void): (() => void) => {
  const original: PropertyDescriptor = Object.getOwnPropertyDescriptor(prototype, name) ?? {}
  const kind = original.get === undefined ? 'value' : 'get'
  const method: unknown = Reflect.get(original, kind)
  if (typeof method !== 'function') throw new Error(`there is no ${name} to count`)
  const counted: Method = function (...args) {
    called()
    return Reflect.apply(method, this, args)
  }
  Object.defineProperty(prototype, name, { ...original, [kind]: counted })
  return () => Object.defineProperty(prototype, name, original)
}

const bufferPrototype = Object.getPrototypeOf(Buffer.alloc(0)) as object

/** Counts the work while `during` runs. */
const counting = (during: () => void): Counts => {
  const counts = { decodes: 0, windows: 0, searches: 0, calls: 0 }
  const count = (of: keyof Counts, prototype: object, ...names: readonly string[]): (() => void)[] =>
    names.map((name) => countCalls(prototype, name, () => (counts[of] += 1)))
  const undo = [
    ...count('decodes', bufferPrototype, 'utf8Slice', 'asciiSlice'),
    ...count('windows', bufferPrototype, 'latin1Slice'),
    ...count('searches', Frame.prototype, 'exact', 'headers'),
    ...count('calls', Subscriber.prototype, 'next'),
  ]
  during()
  for (const each of undo) each()
  return counts
}

/** The cost of ten thousand frames with these subscribers. */
const costOf = async (watch: (asterisk: Asterisk) => void): Promise<Counts> => {
  const { asterisk, feed } = fed()
  watch(asterisk)
  await firstValueFrom(asterisk.status$.pipe(filter(({ _tag }) => _tag === 'Ready')))
  // the list of channels is asked for at Ready, and answered at once
  await new Promise((resolve) => setImmediate(resolve))
  const counts = counting(() => {
    for (let pass = 0; pass < PASSES; pass += 1) {
      for (let at = 0; at < recorded.length; at += PIECE) feed(recorded.subarray(at, at + PIECE))
    }
  })
  void asterisk.close()
  return counts
}

/** A house of so many devices and UserEvent names, of which the recording holds two and one. */
const house =
  (devices: number) =>
  (asterisk: Asterisk): void => {
    const others = Array.from({ length: devices }, (_, index) => `PJSIP/${3000 + index}`)
    for (const name of ['2222', '200', ...others]) asterisk.device(name).subscribe()
    for (const name of ['Call', ...others]) asterisk.userEvent(name).subscribe()
    asterisk.event('Hangup').subscribe()
    asterisk.event('Pickup').subscribe()
  }

/** UserEvents in the recording, which are routed by a header. */
const USER_EVENTS = PASSES * 10

const test = suite('what a frame costs')

test('with one subscriber of events: one decode, no header looked for, two calls', async () => {
  let events = 0
  const { decodes, windows, searches, calls } = await costOf(({ event$ }) => {
    event$.subscribe(() => (events += 1))
  })
  assert.is(events, FRAMES)
  assert.is(decodes, FRAMES)
  assert.is(windows <= WINDOWS, true, `${windows} windows`)
  assert.is(searches, USER_EVENTS)
  // the frames' subscriber and the event's; beside that the pieces pass three on their way
  assert.is(calls <= 2 * FRAMES + 4 * PIECES, true, `${calls} calls`)
})

test('a subscriber of another event costs a frame nothing', async () => {
  const { decodes, searches, calls } = await costOf((asterisk) => {
    asterisk.event('Pickup').subscribe()
  })
  assert.is(decodes, FRAMES)
  assert.is(searches, USER_EVENTS)
  assert.is(calls <= FRAMES + 4 * PIECES, true, `${calls} calls`)
})

test('a house of a thousand devices, names and events costs what one of ten does', async () => {
  assert.equal(await costOf(house(1000)), await costOf(house(10)))
})

test('what a house looks for in its frames stays few headers a frame', async () => {
  const { decodes, searches } = await costOf(house(10))
  assert.is(decodes, FRAMES)
  assert.is(searches < 3 * FRAMES, true, `${searches} searches`)
})

test.run()
