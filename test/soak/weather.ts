/** Random faults for a soak, by a seed: one every few seconds, each taken back by itself. */
import type { Proxy } from '../support/proxy.js'

export interface Weather {
  /** Breaks something; gives its name and how long it lasts in milliseconds. */
  readonly strike: () => { readonly name: string; readonly lasts: number }
  readonly counts: ReadonlyMap<string, number>
}

type Strike = (link: Proxy, random: (below: number) => number) => number

const back = (ms: number, undo: () => void): number => {
  setTimeout(undo, ms)
  return ms
}

const STRIKES: Readonly<Record<string, Strike>> = {
  close: (link) => {
    link.drop()
    return 0
  },
  reset: (link) => {
    link.drop('reset')
    return 0
  },
  'cut what it says': (link, random) => {
    link.cutAfter(random(50_000), 'said', random(2) === 0 ? 'closed' : 'reset')
    return 0
  },
  'cut what it hears': (link, random) => {
    link.cutAfter(random(3000), 'heard', random(2) === 0 ? 'closed' : 'reset')
    return 0
  },
  'short stall': (link, random) => {
    link.stall()
    return back(100 + random(900), link.resume)
  },
  'long stall': (link) => {
    link.stall()
    return back(5000, link.resume)
  },
  'half open': (link) => {
    link.forget()
    return 4000
  },
  pieces: (link, random) => {
    link.split(1 + random(100))
    return back(1000, () => {
      link.split(Infinity)
    })
  },
  garbage: (link, random) => {
    link.garble(
      ['\r\n\r\n', 'no colon\r\n\r\n', '\0\xff\r\n\r\n', 'Response: Success\r\nMessage: to nobody\r\n\r\n'][
        random(4)
      ] ?? '',
    )
    return 0
  },
  refusals: (link, random) => {
    link.refuse(true)
    link.drop()
    return back(500 + random(1500), () => {
      link.refuse(false)
    })
  },
}

/** `random` is below one. */
export const weather = (link: Proxy, random: () => number): Weather => {
  const counts = new Map<string, number>()
  const below = (bound: number): number => Math.floor(random() * bound)
  const names = Object.keys(STRIKES)
  return {
    counts,
    strike: () => {
      const name = names[below(names.length)] ?? ''
      counts.set(name, (counts.get(name) ?? 0) + 1)
      return { name, lasts: STRIKES[name]?.(link, below) ?? 0 }
    },
  }
}
