/** The event mask of a login, and the streams that it leaves without events. */
import type { FailureReporter } from '../failure.js'
import type { Needs } from '../model/model.js'
import { needsOfMember, readingNeeds } from '../model/needs.js'
import type { Settings } from '../options.js'
import { type AuthorizationClass, readClasses } from '../protocol/permission.js'
import { reportOnce } from '../rx/reportOnce.js'

/** True where events of a class pass the mask. */
export const passes = (events: Settings['events'], wanted: AuthorizationClass): boolean =>
  events === 'on' || (events !== 'off' && events.includes(wanted))

/**
 * Reports at the first subscription to a member that the mask drops a class of its events: the value may come from a list, and never
 * change.
 */
export const warnIfMasked = (
  events: Settings['events'],
  report: FailureReporter,
  given?: readonly Needs[],
): ((member: string) => void) => {
  if (events === 'on') return () => undefined
  const needs = given ?? readingNeeds()
  const warn = reportOnce<{ readonly stream: string; readonly needs: string }>(
    ({ stream }) => stream,
    (masked) => {
      report({ _tag: 'Masked', ...masked })
    },
  )
  return (member) => {
    const { events: read = [] } = needsOfMember(needs, member)
    const masked = read.flatMap(readClasses).find((each) => !passes(events, each))
    if (masked !== undefined) warn({ stream: member, needs: masked })
  }
}
