/** The demo on a real Asterisk: watches and changes nothing, until Ctrl-C. */
import * as O from 'fp-ts/lib/Option.js'
import { EMPTY, fromEvent, lastValueFrom, map, merge, mergeMap, type Observable, takeUntil, tap } from 'rxjs'
import { type Asterisk, connect, type ConnectOptions, type MailboxCount, show } from '../../src/index.js'
import type { Print } from './print.js'
import { changeWords, statusWords, userEventWords } from './words.js'

const mailboxWords = (mailbox: string, count: MailboxCount): string => {
  const urgent = O.isSome(count.urgent) && count.urgent.value > 0 ? `, ${count.urgent.value} urgent` : ''
  return `mailbox ${mailbox}: ${count.new} new${urgent}, ${count.old} old messages`
}

/** Everything that a login with few rights may see, as lines. Only `Status` and `MailboxCount` are ever asked. */
const linesOf = (asterisk: Asterisk, mailbox: string | undefined): Observable<string> =>
  merge(
    asterisk.channelChange$.pipe(mergeMap(changeWords)),
    asterisk.event('UserEvent').pipe(map(({ frame }) => userEventWords(frame))),
    mailbox === undefined ? EMPTY : asterisk.mailbox(mailbox).pipe(map((count) => mailboxWords(mailbox, count))),
  )

const telling = (asterisk: Asterisk, print: Print): void => {
  asterisk.status$.subscribe((status) => {
    print(status._tag === 'Waiting' ? 'Trouble' : 'Told', statusWords(status))
  })
  asterisk.fault$.subscribe((failure) => {
    print('Trouble', show(failure))
  })
}

/** Resolves with the exit code: 0 after Ctrl-C, 1 when Asterisk would not let us in. */
export const watch = async (print: Print, options: ConnectOptions, mailbox: string | undefined): Promise<number> => {
  const asterisk = connect(options)
  const stopped$ = merge(fromEvent(process, 'SIGINT'), fromEvent(process, 'SIGTERM'))
  const line$ = linesOf(asterisk, mailbox).pipe(
    tap((line) => {
      print('House', line)
    }),
    takeUntil(stopped$),
  )
  print('Note', 'watching, read-only; Ctrl-C ends it')
  telling(asterisk, print)
  try {
    await lastValueFrom(line$, { defaultValue: undefined })
    return 0
  } catch {
    // `status$` has said why: Asterisk refused the login
    print('Note', 'it says so for an unknown user, a wrong password and an address that deny= or permit= keeps out')
    return 1
  } finally {
    await lastValueFrom(asterisk.close(), { defaultValue: undefined })
  }
}
