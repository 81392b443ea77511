/** The work of `fleet setup`. */
import { concat, concatMap, from, ignoreElements, map, type Observable, of } from 'rxjs'
import { type BusLink, groupTasks } from '../nats/index.js'
import { outputLine, type OutputLine } from './output.js'

export interface SetupWords {
  readonly server: string
  readonly more: readonly string[]
  readonly replicas: string | undefined
  /** Groups of workers, and the UserEvents that they handle. */
  readonly group: readonly (readonly [group: string, event: string])[]
  /** Seconds. */
  readonly within: number
}

const group = (link: BusLink, server: string, name: string, event: string, within: number): Observable<OutputLine> =>
  concat(
    link.setupGroup(server, groupTasks(server, name, event, { within: 1000 * within })).pipe(ignoreElements()),
    of(outputLine(`${server}: the group ${name} is there`, { type: 'group', server, group: name, event })),
  )

/** Makes what is missing; a line for each log and group. */
export const fleetSetup = (link: BusLink, { server, more, replicas, group: groups, within }: SetupWords) =>
  from([server, ...more]).pipe(
    concatMap((each) =>
      concat(
        link
          .setup(each, Number(replicas ?? 1))
          .pipe(map(() => outputLine(`${each}: the log is there`, { type: 'log', server: each }))),
        ...groups.map(([name, event]) => group(link, each, name, event, within)),
      ),
    ),
  )
