/** What `doctor` finds out of a connection; it changes nothing and starts nothing. */
import * as O from 'fp-ts/lib/Option.js'
import { catchError, defer, filter, forkJoin, map, type Observable, of, sample, take, timer } from 'rxjs'
import type { Asterisk, Permissions, Status } from '../../index.js'

export interface Facts {
  readonly ami: string
  /** `22.10.0` where the login may ask, else the major version where AMI tells. */
  readonly version: O.Option<string>
  /** Milliseconds that a Ping took. */
  readonly roundTrip: number
  /** Milliseconds by which Asterisk's clock is ahead of ours. */
  readonly ahead: O.Option<number>
  readonly permissions: Permissions
}

type Ready = Extract<Status, { readonly _tag: 'Ready' }>

/** How long events are listened for, to see read classes at work. */
const LISTEN = 500

const ready = ({ status$ }: Asterisk): Observable<Ready> =>
  status$.pipe(
    filter((status): status is Ready => status._tag === 'Ready'),
    take(1),
  )

const pinged = ({ send }: Asterisk): Observable<Pick<Facts, 'roundTrip' | 'ahead'>> =>
  defer(() => {
    const sent = performance.timeOrigin + performance.now()
    return send({ Action: 'Ping' }).pipe(
      map(({ frame }) => {
        const now = performance.timeOrigin + performance.now()
        const stamp = Number(frame.get('Timestamp') ?? NaN) * 1000
        return {
          roundTrip: now - sent,
          // it was stamped somewhere between
          ahead: Number.isFinite(stamp) ? O.some(stamp - (sent + now) / 2) : O.none,
        }
      }),
    )
  })

const exactVersion = ({ send }: Asterisk): Observable<O.Option<string>> =>
  send({ Action: 'CoreSettings' }).pipe(
    map(({ frame }) => O.fromNullable(frame.get('AsteriskVersion'))),
    catchError(() => of(O.none)),
  )

/** Events come in the meantime, and show read classes at work. */
const rights = ({ permissions }: Asterisk): Observable<Permissions> =>
  permissions().pipe(sample(timer(LISTEN)), take(1))

/** All facts, once. */
export const facts = (asterisk: Asterisk): Observable<Facts> =>
  forkJoin({
    status: ready(asterisk),
    ping: pinged(asterisk),
    exact: exactVersion(asterisk),
    permissions: rights(asterisk),
  }).pipe(
    map(({ status, ping, exact, permissions }) => ({
      ami: status.ami,
      version: O.alt(() => O.map(String)(status.asterisk))(exact),
      ...ping,
      permissions,
    })),
  )
