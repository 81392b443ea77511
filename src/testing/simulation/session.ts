/** One AMI session: banner, login, actions strictly one after the other, and the events that the login may see. */
import { concatMap, delay, delayWhen, EMPTY, type Observable, of, Subject, tap, timer } from 'rxjs'
import { handlerOf, unknownAction } from './actions/index.js'
import { bitsOf } from './classes.js'
import { event, wire, type SimulatedEvent } from './event.js'
import type { FaultState } from './faultState.js'
import { reader, type Request } from './input.js'
import type { Outbox } from './outbox.js'
import { answerChallenge, answerLogin, type Rights, type Users } from './login.js'
import { refusal, success, type Reply } from './reply.js'
import type { World } from './world.js'

export interface Session {
  readonly receive: (bytes: Uint8Array) => void
  readonly isLoggedIn: () => boolean
  readonly end: () => void
}

/** The parts that all sessions share. */
export interface SessionContext {
  readonly world: World
  readonly faults: FaultState
  readonly users: Users
  readonly onAction: (request: Request) => void
  readonly nextChallenge: () => string
}

const BANNERS: Readonly<Record<number, string>> = {
  13: '2.10.6',
  16: '5.0.4',
  18: '7.0.3',
  20: '9.0.0',
  22: '11.0.0',
  23: '12.0.0',
}

const bannerOf = (version: number): string => `Asterisk Call Manager/${BANNERS[version] ?? BANNERS[22]}\r\n`

/** Opens a session and sends the banner. */
export const session = ({ world, faults, users, onAction, nextChallenge }: SessionContext, outbox: Outbox): Session => {
  const request$ = new Subject<Request>()
  let rights: Rights | undefined
  let challenge: string | undefined
  let answering = false
  const pending: string[] = []

  const send = (text: string): void => {
    if (answering) pending.push(text)
    else outbox.write(text)
  }

  const sees = (needs: number): boolean => rights !== undefined && (needs & rights.read & rights.mask) === needs

  const onEvent = ({ classes, lines }: SimulatedEvent): void => {
    if (sees(bitsOf(classes))) send(wire(lines))
  }

  const onLogin = (granted: Rights): void => {
    rights = granted
    const seconds = Math.floor(world.uptime() / 1000)
    onEvent(event('FullyBooted', `Uptime: ${seconds}`, `LastReload: ${seconds}`, 'Status: Fully Booted'))
  }

  const answer = (request: Request): Observable<Reply> => {
    if (request.unreadable !== undefined) return of(refusal(request, request.unreadable))
    if (request.action === '') return of(refusal(request, 'Missing action in request'))
    switch (request.action.toLowerCase()) {
      case 'login':
        if (rights !== undefined) return of(success(request, 'Message: Already authenticated'))
        return answerLogin(users, faults, request, challenge, onLogin)
      case 'challenge':
        challenge ??= nextChallenge()
        return of(answerChallenge(request, challenge))
      case 'logoff':
        return of({ frames: [['Response: Goodbye', ...request.id, 'Message: Thanks for all the fish.']], close: true })
      default:
        return of(act(request))
    }
  }

  const act = (request: Request): Reply => {
    if (rights === undefined) return refusal(request, 'Permission denied')
    const { read, write } = rights
    const handler = handlerOf(world.options, request.action)
    if (handler === undefined) return refusal(request, unknownAction(request.action))
    const allowed = handler.classes.length === 0 || (bitsOf(handler.classes) & write) !== 0
    if (!allowed) return refusal(request, 'Permission denied')
    const setMask = (mask: number): void => {
      rights = { read, write, mask }
    }
    return handler.answer(request, { world, write, setMask })
  }

  const deliver = (request: Request, { frames, then, close }: Reply): void => {
    if (!faults.muted.has(request.action.toLowerCase()))
      frames.forEach((lines) => {
        outbox.write(wire(lines))
      })
    answering = false
    pending.splice(0).forEach(outbox.write)
    then?.()
    if (close === true) outbox.close()
  }

  const serve = (request: Request): Observable<never> => {
    if (!outbox.open()) return EMPTY
    answering = true
    onAction(request)
    const late = faults.late > 0 ? delay<Reply>(faults.late) : (reply$: Observable<Reply>) => reply$
    return answer(request).pipe(
      late,
      delayWhen(({ after = 0 }) => (after === 0 ? of(undefined) : timer(after))),
      concatMap((reply) => {
        deliver(request, reply)
        return EMPTY
      }),
    )
  }

  const running = request$.pipe(concatMap(serve)).subscribe()
  running.add(world.event$.pipe(tap(onEvent)).subscribe())
  outbox.write(faults.banner ?? bannerOf(world.options.version ?? 22))

  return {
    receive: reader((request) => {
      request$.next(request)
    }),
    isLoggedIn: () => rights !== undefined,
    end: () => {
      running.unsubscribe()
    },
  }
}
