/** Rows of the table of promises: each in a short version for the tests, and in a full one for `npm run fleet:rows`. */
import { filter, firstValueFrom, retry } from 'rxjs'
import * as assert from 'uvu/assert'
import type { Entry, Log } from '../../../src/nats/index.js'
import { idFrom } from '../../../src/nats/log.js'
import { isUp, type Lab } from '../lab.js'

export interface Row {
  readonly name: string
  /** The numbers of NATS servers on which it runs; the short version on the first of them. */
  readonly nodes: readonly (1 | 3)[]
  /** 0: not in the tests. */
  readonly short: number
  readonly full: number
  /** Throws when it misses its promise; gives the numbers that it measured. */
  readonly run: (lab: Lab, size: number) => Promise<string>
}

/** The log of an Asterisk, over a link of its own. The log is made where it is missing. */
export const logOver = async (lab: Lab, server: string): Promise<Log> => {
  const { bus } = lab.fleet()
  bus.state$.subscribe({ error: console.error })
  const { link } = await firstValueFrom(bus.state$.pipe(filter(isUp)))
  // three servers that have just begun may not answer the first question; a gateway asks again as well
  const setup$ = link.setup(server, lab.servers.nodes.length).pipe(retry({ count: 5, delay: 500 }))
  await firstValueFrom(setup$, { defaultValue: undefined })
  return link.log(server)
}

/** No entry of an older epoch after a newer one. */
export const assertEpochs = (entries: readonly Entry[]): void => {
  const epochs = entries.map(({ id }) => idFrom(id)?.epoch ?? -1)
  assert.equal(
    epochs,
    [...epochs].sort((a, b) => a - b),
  )
}

/** The numbers 1 to `count`. */
export const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)

export const longest = (milliseconds: readonly number[]): string =>
  `${Math.round(Math.min(...milliseconds))} to ${Math.round(Math.max(...milliseconds))} ms`
