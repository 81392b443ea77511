/** Two phones that talk to each other, for rows about running calls. */
import { lastValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import type { Asterisk } from '../../src/index.js'
import type { Bench } from './conformance.js'
import { eventually, pause } from '../support/watching.js'

export const ANSWERS = { _tag: 'Answers', after: 50 } as const

export interface Talk {
  readonly asterisk: Asterisk
  /** The channel of 200, which runs the dialplan. */
  readonly caller: string
  /** The channel of 30, which it dialled. */
  readonly called: string
}

export const bridged = async ({ lab }: Bench): Promise<readonly string[]> =>
  (await lab.cli('core show channels concise'))
    .split('\n')
    .map((line) => line.split('!'))
    .filter((parts) => parts.length > 12 && parts[12] !== '')
    .map(([name = '']) => name)

export const starting = (names: readonly string[], start: string): string =>
  names.find((name) => name.startsWith(start)) ?? ''

/** 200 and 30 talk to each other. */
export const talking = async (bench: Bench): Promise<Talk> => {
  await bench.lab.phone('200', ANSWERS)
  await bench.lab.phone('30', ANSWERS)
  const asterisk = await bench.ready('full')
  await lastValueFrom(asterisk.call('PJSIP/200', '240', 'door'))
  await eventually('two phones talk', async () => (await bridged(bench)).length === 2, 10_000)
  const names = await bench.lab.channels()
  return { asterisk, caller: starting(names, 'PJSIP/200-'), called: starting(names, 'PJSIP/30-') }
}

export const lives = async ({ lab }: Bench, ...wanted: readonly string[]): Promise<void> => {
  const expected = [...wanted].sort().join()
  await eventually(`only ${expected} live`, async () => [...(await lab.channels())].sort().join() === expected)
}

/** Both legs still talk a moment later. */
export const stillTalk = async (bench: Bench, { caller, called }: Talk): Promise<void> => {
  await pause(300)
  assert.equal([...(await bridged(bench))].sort(), [caller, called].sort())
}

export const isIn = async ({ lab }: Bench, channel: string, context: string, exten: string): Promise<boolean> =>
  (await lab.cli('core show channels concise'))
    .split('\n')
    .some((line) => line.startsWith(`${channel}!${context}!${exten}!`))
