/** A file with the lines of `simulate`, and with pauses between them: lines → steps, or the first mistake. Pure. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { effectOf, type ScriptEffect } from './script.js'

/** A step of a script. `Wait`: milliseconds, or until a client has logged in. `End`: the simulation ends. */
export type Step =
  | { readonly _tag: 'Do'; readonly effect: ScriptEffect }
  | { readonly _tag: 'Wait'; readonly ms: number }
  | { readonly _tag: 'WaitForLogin' }
  | { readonly _tag: 'End' }

export const FILE_HELP = [
  ['wait 500ms, wait 2s', 'the next line comes that much later'],
  ['wait login', 'the next line comes when a client has logged in'],
  ['end', 'the simulation ends'],
  ['# text', 'a remark'],
]
  .map(([usage = '', does = '']) => `  ${usage.padEnd(24)}${does}`)
  .join('\n')

const DAY = 86_400_000

const waitOf = (time: string): E.Either<string, Step> => {
  if (time === 'login') return E.right({ _tag: 'WaitForLogin' })
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s)$/.exec(time) ?? []
  const ms = Number(number) * (unit === 's' ? 1000 : 1)
  return number !== undefined && ms <= DAY
    ? E.right({ _tag: 'Wait', ms })
    : E.left('it is: wait 500ms, wait 2s, or wait login; at most a day')
}

const stepOf = (line: string): E.Either<string, Step> => {
  if (line === 'end') return E.right({ _tag: 'End' })
  if (/^wait\b/.test(line)) return waitOf(line.slice('wait'.length).trim())
  return pipe(
    effectOf(line),
    E.map((effect): Step => ({ _tag: 'Do', effect })),
  )
}

/** The steps of a file. Left: its first mistake, with the number of the line. */
export const stepsOf = (text: string): E.Either<string, readonly Step[]> =>
  pipe(
    text.split(/\r?\n/).map((line, index) => [line.trim(), index + 1] as const),
    (lines) => lines.filter(([line]) => line !== '' && !line.startsWith('#')),
    E.traverseArray(([line, number]) => E.mapLeft((why: string) => `line ${number}: ${why}`)(stepOf(line))),
  )
