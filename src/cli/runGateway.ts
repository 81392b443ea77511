/** The work of `gateway`. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { combineLatest, EMPTY, map, merge, mergeMap, NEVER, type Observable, tap, throwError } from 'rxjs'
import { AmiError, type Failure, show } from '../index.js'
import {
  bus,
  type Bus,
  type BusState,
  type Gateway,
  gateway,
  type GatewayOptions,
  metricsText,
  type Role,
} from '../nats/index.js'
import { optionsOf } from './asking.js'
import type { ListenOn } from './address.js'
import { busWords } from './busState.js'
import { refusal } from './busWork.js'
import { type BUS, neededBus, type SERVER, serverOf } from './busWords.js'
import { atNow, stamped } from './clock.js'
import type { Values } from './command.js'
import type { CONNECTION } from './connection.js'
import { EXIT, type Exit } from './exit.js'
import { metricsServer } from './metricsServer.js'
import { complain, outputLine, type OutputLine, printer } from './output.js'
import { type Readiness, readiness } from './readiness.js'
import { readText } from './readText.js'
import type { Terminal } from './terminal.js'
import { exitOfWork, withoutOutput } from './withAsterisk.js'
import { statusWords } from './words.js'

interface GatewayWords extends Values<typeof BUS & typeof SERVER & typeof CONNECTION> {
  readonly publish: readonly string[]
  readonly lease: number
  readonly replicas: string | undefined
  readonly name: string | undefined
  readonly metrics: ListenOn | undefined
  readonly readyFile: string | undefined
  readonly json: boolean
  readonly quiet: boolean
}

interface Chosen {
  readonly nats: Bus
  readonly options: GatewayOptions
  readonly supervisor: Readiness
}

const chosen = async (values: GatewayWords, terminal: Terminal): Promise<E.Either<string, Chosen>> => {
  const { env } = terminal
  const asterisk = await optionsOf(values, env)
  return pipe(
    E.Do,
    E.apS('server', serverOf(values, env)),
    E.apS('link', neededBus(values, env, readText)),
    E.apS('asterisk', asterisk),
    E.apS('supervisor', readiness(terminal, values.readyFile)),
    E.map(({ server, link, asterisk: login, supervisor }) => ({
      nats: bus(link),
      supervisor,
      options: {
        server,
        asterisk: login,
        name: values.name,
        lease: 1000 * values.lease,
        replicas: Number(values.replicas ?? 1),
        ...(values.publish.length === 0 ? {} : { publish: values.publish }),
      },
    })),
  )
}

const roleLine = (server: string, role: Role): OutputLine => {
  switch (role._tag) {
    case 'Following':
      return outputLine(`${server}: follows`, { type: 'role', server, role: 'following' })
    case 'Leading':
      return outputLine(`${server}: leads, epoch ${role.epoch}`, {
        type: 'role',
        server,
        role: 'leading',
        epoch: role.epoch,
      })
    case 'Fenced':
      return outputLine(`${server}: waits for the log: ${role.why}`, {
        type: 'role',
        server,
        role: 'fenced',
        why: role.why,
      })
  }
}

/** Runs until it is stopped, or until a login is refused. */
export const connectedGateway = async (values: GatewayWords, terminal: Terminal): Promise<Exit> => {
  const ready = await chosen(values, terminal)
  if (E.isLeft(ready)) {
    complain(terminal, ready.left)
    return EXIT.usage
  }
  const { nats, options, supervisor } = ready.right
  // a signal must not end the process before another gateway can lead
  const stopping = terminal.stop$.subscribe()
  const gate = gateway(nats, options)
  const work$ = merge(
    NEVER,
    reported(gate, nats, values, terminal, options.server),
    refusedLogin(gate),
    refusal(nats),
    readiness$(gate, nats, supervisor),
    metrics$(gate, options.server, values, terminal),
  )
  const exit = await exitOfWork(withoutOutput(terminal, 'the gateway'), true, work$)
  supervisor.stopping()
  await gate.close()
  await nats.close()
  stopping.unsubscribe()
  return exit
}

const fails = (error: AmiError): Observable<never> => throwError(() => error)

/** Fails when Asterisk refuses the login: every other outage is waited for. */
const refusedLogin = ({ status$ }: Gateway): Observable<never> =>
  status$.pipe(
    mergeMap((status) =>
      status._tag === 'Closed' && O.isSome(status.failure) ? fails(new AmiError(status.failure.value)) : EMPTY,
    ),
  )

const readiness$ = ({ status$ }: Gateway, nats: Bus, supervisor: Readiness): Observable<unknown> =>
  combineLatest([status$, nats.state$]).pipe(
    tap(([status, state]) => {
      supervisor.update(status._tag === 'Ready' && state._tag === 'Up')
    }),
  )

const metrics$ = (
  gate: Gateway,
  server: string,
  { metrics, json }: GatewayWords,
  terminal: Terminal,
): Observable<unknown> =>
  metrics === undefined
    ? NEVER
    : metricsServer(metrics, () => metricsText(server, gate)).pipe(
        map((url) => stamped(outputLine(`metrics are at ${url}`, { type: 'metrics', url }))),
        tap(printer(terminal, json)),
      )

/** Roles on stdout; links and faults on stderr. */
const reported = (
  { role$, status$, fault$ }: Gateway,
  nats: Bus,
  { json, quiet }: GatewayWords,
  terminal: Terminal,
  server: string,
): Observable<unknown> => {
  const print = printer(terminal, json)
  const note = (line: string): void => {
    if (!quiet) terminal.err(atNow(line))
  }
  return merge(
    role$.pipe(
      tap((role) => {
        if (!quiet) print(stamped(roleLine(server, role)))
      }),
    ),
    status$.pipe(
      tap((status) => {
        note(statusWords(status))
      }),
    ),
    nats.state$.pipe(
      tap((state: BusState) => {
        if (state._tag !== 'Away') note(busWords(nats.peer, state))
      }),
    ),
    fault$.pipe(
      tap((failure: Failure) => {
        complain(terminal, show(failure))
      }),
    ),
  )
}
