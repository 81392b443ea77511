/** The answers about this server: who asks and what is allowed, readiness, and the metrics. */
import type { Asterisk } from '../index.js'
import { timeOfDay } from '../rx/clock.js'
import { allowedTo } from './actionDesk.js'
import { answer, jsonAnswer } from './answers.js'
import { fail, type Parts } from './known.js'
import { lacksJson } from './lacking.js'
import { metricsOf } from './metrics.js'
import { metricsText } from './metricsText.js'
import type { HttpUser } from './options.js'
import { keptSettings } from './settingsDesk.js'

export const plainAnswer = (status: number, text: string): Response =>
  answer(status, `${text}\n`, { 'Content-Type': 'text/plain' })

export const aboutAnswer = async (user: HttpUser, parts: Parts, version: string): Promise<Response> => {
  const { options, board } = parts
  const { title, groups = {}, contexts, popUrl } = options
  const shown = user.groups ?? Object.keys(groups)
  return jsonAnswer({
    name: 'rx-asterisk',
    version,
    title: title ?? 'Switchboard',
    user: user.name,
    allowed: allowedTo(user, options),
    lacks: lacksJson(board.lacks()),
    groups: Object.fromEntries(shown.map((name) => [name, groups[name]?.devices ?? []])),
    context: contexts?.[0] ?? 'internal',
    popUrl: popUrl?.startsWith('https://') === true ? popUrl : null,
    settings: await keptSettings(parts, user),
    now: timeOfDay(),
  })
}

export const readyAnswer = (asterisk: Asterisk): Response => {
  const status = asterisk.status()
  if (status._tag !== 'Ready') return plainAnswer(503, `link: ${status._tag.toLowerCase()}`)
  return status.reading.length === 0 ? plainAnswer(200, 'ready') : plainAnswer(503, `reading: ${status.reading.join()}`)
}

/** Metrics count everything: they are not for a user who sees a part. */
export const metricsAnswer = ({ groups }: HttpUser, parts: Parts, version: string): Response => {
  if (groups !== undefined) fail({ _tag: 'NotAllowed', why: 'metrics are for users without groups' })
  const text = metricsText(metricsOf(parts, version, timeOfDay()))
  return answer(200, text, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' })
}
