/** Do not disturb in both directions: a switch in the house writes the AstDB, a feature code on the phone moves the switch. */
import * as O from 'fp-ts/lib/Option.js'
import { distinctUntilChanged, filter, map, merge, type Observable, Subject, type Subscription, tap } from 'rxjs'
import type { Asterisk } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

/**
 * The dialplan of the feature codes writes `DB(dnd/office)` and sends `UserEvent(Dnd,Source: office,Value: 1)`, as Asterisk sends no event
 * when its database changes. UserEvents of an outage are lost, so the database is read again at each new link.
 */
export const doNotDisturb = (
  asterisk: Asterisk,
  room: string,
  switched$: Observable<boolean>,
  show: (on: boolean) => void,
): Subscription => {
  // `Ready` is emitted again for each list that comes in: only its beginning counts
  const linked$ = asterisk.status$.pipe(
    map(({ _tag }) => _tag === 'Ready'),
    distinctUntilChanged(),
    filter((isReady) => isReady),
    map(() => 'linked' as const),
  )
  const fromPhone$ = asterisk.userEvent('Dnd').pipe(
    filter(({ source }) => O.isSome(source) && source.value === room),
    map(({ value }) => O.isSome(value) && value.value === '1'),
  )
  const read = () =>
    asterisk.dbRead(`dnd/${room}`, '0').pipe(
      tap((value) => {
        show(value === '1')
      }),
    )

  const running = asterisk.logic(merge(linked$, fromPhone$), (news) =>
    typeof news === 'boolean' ? show(news) : read(),
  )
  // only the newest position of a switch counts
  running.add(asterisk.logic(switched$, (on) => asterisk.dbWrite(`dnd/${room}`, on), { bound: 1, beyond: 'newest' }))
  return running
}

asProgram(import.meta.filename, (asterisk) => {
  const typed$ = new Subject<boolean>()
  process.stdin.on('data', (line) => {
    typed$.next(String(line).trim() === 'on')
  })
  return doNotDisturb(asterisk, 'office', typed$, (on) => {
    console.log(`do not disturb is ${on ? 'on' : 'off'}`)
  })
})
