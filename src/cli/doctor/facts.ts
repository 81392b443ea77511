/** The facts of a connection for `doctor`. Collecting them changes nothing and starts nothing. */
import * as O from 'fp-ts/lib/Option.js'
import { catchError, defer, filter, forkJoin, map, type Observable, of, sample, take, timer } from 'rxjs'
import type { Asterisk, Permissions, Status } from '../../index.js'

export interface Facts {
  readonly ami: string
  /** `22.10.0` where the login may read it, else the major version, where the AMI version determines it. */
  readonly version: O.Option<string>
  /** The time from a Ping to its reply, in milliseconds. */
  readonly roundTrip: number
  /** Milliseconds by which Asterisk's clock is ahead of ours. */
  readonly ahead: O.Option<number>
  readonly permissions: Permissions
}

type Ready = Extract<Status, { readonly _tag: 'Ready' }>

/** Milliseconds to collect events, which show the read classes of the login. */
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
          // Asterisk wrote its time at some moment between the two
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

/** The rights of the login. Events of the meantime show its read classes. */
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
