/** The conformance suite's frame: the same rows on the simulated and on the real Asterisk, a suite for each. */
import { filter, firstValueFrom, map, type Observable } from 'rxjs'
import { suite } from 'uvu'
import { type Asterisk, attempt, connect, type ConnectOptions, type Failure, show } from '../../src/index.js'
import type { Lab, LabUser } from './lab.js'
import { simulatedLab } from './simulated.js'
import { urlLab } from './url.js'

/** The tools of a row. Every client of the row is closed after it. */
export interface Bench {
  readonly lab: Lab
  readonly connect: (user: LabUser, options?: Partial<ConnectOptions>) => Asterisk
  /** A connection that is ready. */
  readonly ready: (user: LabUser, options?: Partial<ConnectOptions>) => Promise<Asterisk>
}

export interface Row {
  /** The row of the acceptance table, and what must be seen. */
  readonly name: string
  /** SIM: it needs a fault that no real Asterisk shows on demand. */
  readonly on?: 'SIM' | 'real'
  /** It only reads, so that it may run against anybody's Asterisk. */
  readonly reads?: boolean
  readonly run: (bench: Bench) => Promise<void>
}

export const row = (name: string, run: Row['run'], about: Pick<Row, 'on' | 'reads'> = {}): Row => ({
  name,
  run,
  ...about,
})

/** Ready when the first frame has come: the login's answer. An Asterisk that cannot be reached is waited for no longer than a moment. */
const whenReady = async (asterisk: Asterisk): Promise<Asterisk> => {
  const holding = asterisk.frame$.subscribe({ error: () => undefined })
  await firstValueFrom(
    asterisk.status$.pipe(
      map((status) => {
        if (status._tag === 'Closed') throw new Error(`closed: ${JSON.stringify(status.failure)}`)
        if (status._tag === 'Waiting' && status.attempt > 3) throw new Error(show(status.failure))
        return status._tag
      }),
      filter((tag) => tag === 'Ready'),
    ),
  )
  setTimeout(() => {
    holding.unsubscribe()
  }, 500)
  return asterisk
}

const bench = (lab: Lab): { readonly bench: Bench; readonly done: () => Promise<void> } => {
  const opened: Asterisk[] = []
  const open: Bench['connect'] = (user, options = {}) => {
    const asterisk = connect({ ...lab.options(user), ...options })
    opened.push(asterisk)
    return asterisk
  }
  return {
    bench: { lab, connect: open, ready: (user, options) => whenReady(open(user, options)) },
    done: async () => {
      await Promise.all(opened.map((asterisk) => asterisk.close()))
      await lab.quiet()
    },
  }
}

const runOn = (title: string, rows: readonly Row[], open: () => Promise<Lab>): void => {
  const tests = suite(title)
  let lab: Lab | undefined
  const opened = async (): Promise<Lab> => (lab ??= await open())
  for (const { name, run } of rows) {
    tests(name, async () => {
      const { bench: at, done } = bench(await opened())
      try {
        await run(at)
      } finally {
        await done()
      }
    })
  }
  tests.after(async () => {
    await lab?.close()
  })
  tests.run()
}

const skipped = (title: string, rows: readonly Row[], why: string): void => {
  const tests = suite(title)
  for (const { name } of rows) {
    tests.skip(name, () => undefined)
    // uvu only counts what is skipped; the runner passes these lines on where somebody asks for an Asterisk of their own
    console.log(`not run: ${title}, ${name} (${why})`)
  }
  tests.run()
}

/** Rows that another runtime than Node cannot run, by their numbers: `R3,S5`. */
const left = (process.env['RX_ASTERISK_ROWS_LEFT_OUT'] ?? '').split(',').filter((number) => number !== '')

/**
 * Runs rows wherever they can be run: on the simulated Asterisk, and on a real one unless the runner says that there is none. With
 * `RX_ASTERISK_TEST_URL` only the rows that read, against that Asterisk.
 */
export const conformance = (title: string, all: readonly Row[]): void => {
  const rows = all.filter(({ name }) => !left.some((number) => name.startsWith(`${number}:`)))
  const url = process.env['RX_ASTERISK_TEST_URL']
  if (url !== undefined) {
    runOn(
      `${title}, on ${new URL(url).host}`,
      rows.filter(({ reads }) => reads),
      () => Promise.resolve(urlLab(url)),
    )
    skipped(
      title,
      rows.filter(({ reads }) => !reads),
      'it does more than read',
    )
    return
  }
  runOn(
    `${title}, simulated`,
    rows.filter(({ on }) => on !== 'real'),
    () => simulatedLab(),
  )
  const real = rows.filter(({ on }) => on !== 'SIM')
  if (process.env['RX_ASTERISK_REAL'] === 'no') skipped(`${title}, real`, real, 'no real Asterisk here')
  else runOn(`${title}, real`, real, async () => (await import('./real.js')).realLab())
}

/** The failure of an action that must fail. */
export const failing = async (action$: Observable<unknown>): Promise<Failure> => {
  const settled = await firstValueFrom(action$.pipe(attempt()), { defaultValue: undefined })
  if (settled?._tag !== 'Left') throw new Error(`it did not fail: ${JSON.stringify(settled)}`)
  return settled.left
}
