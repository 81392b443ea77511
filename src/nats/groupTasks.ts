/** The tasks of a group: the UserEvents of one name, of one server. */
import type { TaskOptions } from './link.js'
import { subjectsOf } from './subject.js'

/**
 * The tasks of a group, for `setupGroup` of a link. `atOnce`: the tasks of one worker at the same time. `within`: milliseconds without a sign
 * of life, after which a task is given again.
 *
 * @example
 * import { bus, groupTasks } from 'rx-asterisk/nats'
 * import { EMPTY, switchMap } from 'rxjs'
 *
 * bus({ servers: 'nats://127.0.0.1:4222' })
 *   .state$.pipe(
 *     switchMap((state) =>
 *       state._tag === 'Up' ? state.link.setupGroup('berlin', groupTasks('berlin', 'doors', 'Door')) : EMPTY,
 *     ),
 *   )
 *   .subscribe()
 */
export const groupTasks = (
  server: string,
  group: string,
  event: string,
  { atOnce = 1, within = 30_000 }: { readonly atOnce?: number | undefined; readonly within?: number | undefined } = {},
): TaskOptions => ({ group: `${group}-${event}`, subject: subjectsOf(server).userEvent(event), within, atOnce })
