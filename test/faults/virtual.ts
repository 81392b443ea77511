/**
 * Virtual time in which everything random is seeded, the clock may jump, and whoever leaves a timer running is found. Unlike rxjs's
 * TestScheduler it stands under timers that are cleared at the very millisecond when they are due.
 */
import { config } from 'rxjs'

export interface Virtual {
  /** Does something so many virtual milliseconds from now. */
  readonly at: (ms: number, effect: () => void) => void
  readonly now: () => number
  /** The clock is set forwards or back; timers are not. */
  readonly jump: (ms: number) => void
  /** Timers that are still to fire, other than those of `at`. */
  readonly timers: () => number
  /** Errors that nobody handled. */
  readonly unhandled: readonly unknown[]
}

interface Timer {
  due: number
  readonly every: number | undefined
  readonly fire: () => void
  readonly own: boolean
}

/** Of 32 bits and good enough for jitter (mulberry32). */
const seeded = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const FIRST_OF_2026 = 1_767_225_600_000

const real = { setImmediate: globalThis.setImmediate }

/** Microtasks first, as in Node: rxjs's asap and the awaiting of promises are such. */
const breathe = (): Promise<void> => new Promise((resolve) => void real.setImmediate(resolve))

/** Timers by their numbers; of two that are due, the older one fires first. */
const timing = () => {
  const timers = new Map<number, Timer>()
  let now = 0
  let serial = 0
  const add = (fire: () => void, ms: number, repeats: boolean, own: boolean): number => {
    const delay = Number.isFinite(ms) ? Math.max(0, ms) : 0
    serial += 1
    timers.set(serial, { due: now + delay, every: repeats ? Math.max(1, delay) : undefined, fire, own })
    return serial
  }
  const next = (): readonly [number, Timer] | undefined => {
    let first: readonly [number, Timer] | undefined
    for (const entry of timers) if (first === undefined || entry[1].due < first[1].due) first = entry
    return first
  }
  return {
    add,
    now: () => now,
    clear: (id: unknown) => {
      if (typeof id === 'number') timers.delete(id)
    },
    foreign: () => [...timers.values()].filter(({ own }) => !own).length,
    /** Lets the next timer fire; false when there is none. */
    step: (): boolean => {
      const found = next()
      if (found === undefined) return false
      const [id, timer] = found
      now = timer.due
      if (timer.every === undefined) timers.delete(id)
      else timer.due += timer.every
      timer.fire()
      return true
    },
  }
}

/** Runs a body, and then all that it has scheduled. What `at` does must note and not throw: see `unhandled`. */
export const virtually = async (seed: number, body: (virtual: Virtual) => void): Promise<void> => {
  const time = timing()
  const unhandled: unknown[] = []
  let offset = FIRST_OF_2026
  const replaced: readonly (readonly [object, Readonly<Record<string, unknown>>])[] = [
    [
      globalThis,
      {
        setInterval: (fire: () => void, ms: number) => time.add(fire, ms, true, false),
        setTimeout: (fire: () => void, ms: number) => time.add(fire, ms, false, false),
        clearInterval: time.clear,
        clearTimeout: time.clear,
      },
    ],
    [Date, { now: () => time.now() + offset }],
    [performance, { now: time.now }],
    [Math, { random: seeded(seed) }],
    [config, { onUnhandledError: (error: unknown) => void unhandled.push(error) }],
  ]
  const before = replaced.map(([of, names]) => [of, pick(of, Object.keys(names))] as const)
  const rejected = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', rejected)
  for (const [of, names] of replaced) Object.assign(of, names)
  try {
    body({
      unhandled,
      now: time.now,
      at: (ms, effect) => void time.add(effect, ms, false, true),
      jump: (ms) => {
        offset += ms
      },
      timers: time.foreign,
    })
    do await breathe()
    while (time.step())
  } finally {
    for (const [of, names] of before) Object.assign(of, names)
    process.off('unhandledRejection', rejected)
  }
}

const pick = (of: object, names: readonly string[]): object =>
  Object.fromEntries(names.map((name) => [name, Reflect.get(of, name)]))
