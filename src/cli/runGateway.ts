/** The work of `gateway`. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { combineLatest, merge, NEVER, type Observable, tap } from 'rxjs'
import { show } from '../index.js'
import { bus, gateway, type Bus, type Gateway, type GatewayOptions, type Role } from '../nats/index.js'
import { optionsOf } from './asking.js'
import { type BUS, neededBus, type SERVER, serverOf } from './busWords.js'
import type { Values } from './command.js'
import type { CONNECTION } from './connection.js'
import { EXIT, type Exit } from './exit.js'
import { complain, outputLine, type OutputLine, printer } from './output.js'
import { type Readiness, readiness } from './readiness.js'
import { readText } from './readText.js'
import type { Terminal } from './terminal.js'
import { atNow, stamped } from './clock.js'
import { exitOfWork } from './withAsterisk.js'
import { statusWords } from './words.js'

interface GatewayWords extends Values<typeof BUS & typeof SERVER & typeof CONNECTION> {
  readonly publish: readonly string[]
  readonly lease: number
  readonly replicas: string | undefined
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

/** Runs until it is stopped. */
export const connectedGateway = async (values: GatewayWords, terminal: Terminal): Promise<Exit> => {
  const ready = await chosen(values, terminal)
  if (E.isLeft(ready)) {
    complain(terminal, ready.left)
    return EXIT.usage
  }
  const { nats, options, supervisor } = ready.right
  const stopping = terminal.stop$.subscribe()
  const gate = gateway(nats, options)
  const exit = await exitOfWork(terminal, true, reported(gate, nats, values, terminal, ready.right))
  supervisor.stopping()
  await gate.close()
  await nats.close()
  stopping.unsubscribe()
  return exit
}

const reported = (
  { role$, status$, fault$ }: Gateway,
  nats: Bus,
  { json, quiet }: GatewayWords,
  terminal: Terminal,
  { options, supervisor }: Chosen,
): Observable<unknown> => {
  const print = printer(terminal, json)
  return merge(
    NEVER,
    role$.pipe(
      tap((role) => {
        if (!quiet) print(stamped(roleLine(options.server, role)))
      }),
    ),
    status$.pipe(
      tap((status) => {
        if (!quiet) terminal.err(atNow(statusWords(status)))
      }),
    ),
    fault$.pipe(
      tap((failure) => {
        complain(terminal, show(failure))
      }),
    ),
    combineLatest([status$, nats.state$]).pipe(
      tap(([status, state]) => {
        supervisor.update(status._tag === 'Ready' && state._tag === 'Up')
      }),
    ),
  )
}
