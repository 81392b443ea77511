/** The last line of `doctor`: what to do first. Pure. */
import type { Finding } from './findings.js'

const TOPIC = 'do first'

/** Nothing is known to be wrong. A read class cannot be asked for. */
const withoutMistake = (all: readonly Finding[]): Finding => {
  const unseen = [...new Set(all.flatMap(({ unseen = [] }) => unseen))]
  return unseen.length === 0
    ? { mark: 'good', topic: TOPIC, text: 'nothing: all of this works', fix: [] }
    : {
        mark: 'note',
        topic: TOPIC,
        text: `nothing is known to be missing; read=${unseen.join(',')} could not be checked`,
        fix: [],
      }
}

/** The first thing that is wrong, with its fix. Rights are granted all at once, by the lines of manager.conf. */
export const firstStep = (all: readonly Finding[]): Finding => {
  const [wrong] = all.filter(({ mark }) => mark === 'wrong')
  const lines = all.find(({ topic }) => topic === 'manager.conf')
  if (wrong === undefined) {
    if (lines === undefined) return withoutMistake(all)
    return { mark: 'note', topic: TOPIC, text: 'nothing, if your program uses only what is allowed above', fix: [] }
  }
  const isRight = wrong.fix.some((line) => line.startsWith('write = '))
  return {
    mark: 'wrong',
    topic: TOPIC,
    text: `${wrong.topic}: ${wrong.text}`,
    fix: isRight && lines !== undefined ? ['put the lines of manager.conf above into that file'] : wrong.fix,
  }
}
