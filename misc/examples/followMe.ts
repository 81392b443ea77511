/** Follow me: rings the desk, then the mobile, then home, and connects the first that answers with the caller who waits. */
import * as E from 'fp-ts/lib/Either.js'
import { type Subscription, tap } from 'rxjs'
import { type Asterisk, attempt, show } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

/** The phones of a person, in the order in which they ring. */
export type PhonesOf = Readonly<Record<string, readonly string[]>>

/**
 * `UserEvent(FollowMe,Source: ${EXTEN},Value: ${UNIQUEID})` starts it; then the dialplan lets the caller wait, as by `ConfBridge(${UNIQUEID})`.
 * Who answers is connected with the extension `Value` of context `waiting`. Several callers are served at once.
 */
export const followMe = (
  asterisk: Asterisk,
  phones: PhonesOf,
  told: (person: string, what: string) => void,
): Subscription =>
  asterisk.logic(
    asterisk.userEvent('FollowMe'),
    ({ source, value }) => {
      const person = source._tag === 'Some' ? source.value : ''
      const room = value._tag === 'Some' ? value.value : ''
      const options = { timeout: 10_000, strategy: 'oneAfterTheOther' } as const
      return asterisk.callFirst(phones[person] ?? [], room, 'waiting', options).pipe(
        attempt(),
        tap((taken) => {
          told(person, E.isRight(taken) ? taken.right.channel : show(taken.left))
        }),
      )
    },
    { overlap: 'parallel' },
  )

asProgram(import.meta.filename, (asterisk) =>
  followMe(asterisk, { jan: ['PJSIP/200', 'PJSIP/0171234567@trunk', 'PJSIP/300'] }, (person, what) => {
    console.log(`${person}: ${what}`)
  }),
)
