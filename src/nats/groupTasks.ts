/** The tasks of a group: the UserEvents of one name, of one server. */
import type { TaskOptions } from './link.js'
import { subjectsOf } from './subject.js'

/** `atOnce`: the tasks of one worker at the same time. `within`: milliseconds without a sign of life. */
export const groupTasks = (
  server: string,
  group: string,
  event: string,
  { atOnce = 1, within = 30_000 }: { readonly atOnce?: number | undefined; readonly within?: number | undefined } = {},
): TaskOptions => ({ group: `${group}-${event}`, subject: subjectsOf(server).userEvent(event), within, atOnce })
