/** Actions that a test answers by itself. */
import { thrownText } from '../../../failure.js'
import { writeClasses } from '../../../protocol/permission.js'
import { isClass } from '../classes.js'
import type { Request } from '../input.js'
import type { SimulatedAnswer, SimulatedHeaders, SimulateOptions } from '../options.js'
import { list, refusal, success, type Reply } from '../reply.js'
import type { Handler } from './handler.js'

/** The headers of a request by their names, without its action and its id. The first of several with one name counts. */
const headersOf = ({ lines }: Request): Readonly<Record<string, string>> =>
  Object.fromEntries(
    lines
      .flatMap((line) => {
        const colon = line.indexOf(':')
        const name = line.slice(0, Math.max(0, colon))
        return colon < 0 || /^action(?:id)?$/i.test(name) ? [] : [[name, line.slice(colon + 1).trimStart()] as const]
      })
      .reverse(),
  )

const linesOf = (headers: SimulatedHeaders): readonly string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`)

const replyOf = (request: Request, answer: SimulatedAnswer): Reply => {
  if ('error' in answer) return refusal(request, answer.error)
  if ('headers' in answer) return success(request, ...linesOf(answer.headers))
  const { items, complete = `${request.action}Complete` } = answer
  const lines = items.map(({ Event, ...headers }) => [`Event: ${Event}`, ...request.id, ...linesOf(headers)])
  return list(request, `${request.action} will follow`, lines, complete)
}

/** A handler that throws is a mistake of the test, and is told by its answer: the session goes on. */
const answered = (request: Request, answer: () => SimulatedAnswer | undefined): Reply | undefined => {
  try {
    const given = answer()
    return given === undefined ? undefined : replyOf(request, given)
  } catch (error) {
    const why = thrownText(error)
    return refusal(
      request,
      `the handler of ${request.action} in \`actions\` has failed: ${why.replaceAll(/[\r\n]+/g, ' ')}`,
    )
  }
}

/** An action of the test, by its name in any case. `otherwise`: the simulation's own, for a handler that answers nothing. */
export const ownAction = (
  { actions = {} }: SimulateOptions,
  action: string,
  otherwise: Handler | undefined,
): Handler | undefined => {
  const [name, handler] = Object.entries(actions).find(([each]) => each.toLowerCase() === action.toLowerCase()) ?? []
  if (name === undefined || handler === undefined) return otherwise
  return {
    classes: otherwise?.classes ?? writeClasses(name).filter(isClass),
    answer: (request, session) =>
      answered(request, () => handler(headersOf(request))) ??
      otherwise?.answer(request, session) ??
      refusal(request, `the handler of ${name} in \`actions\` has not answered`),
  }
}
