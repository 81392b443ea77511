/** `fleet`: the Asterisks on a bus, and their logs. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { concatMap, debounceTime, filter, from, map, type Observable, switchMap, take, tap, timeout } from 'rxjs'
import { bus, type Bus, type BusLink, type BusState, fleet, type FleetServer } from '../../nats/index.js'
import { BUS, neededBus } from '../busWords.js'
import { columns } from '../columns.js'
import { type Command, command, type Values } from '../command.js'
import { EXIT, type Exit } from '../exit.js'
import { complain, outputLine, type OutputLine, printer } from '../output.js'
import { readText } from '../readText.js'
import type { Terminal } from '../terminal.js'
import { oneOf, text } from '../valueTypes.js'
import { exitOfWork } from '../withAsterisk.js'
import { flag, option, rest } from '../word.js'

const OUTPUT = { json: flag('print one JSON object per line, for programs') }
/** Milliseconds for the first answer of a bus. */
const PATIENCE = 5000
/** The first heartbeats of all servers come within this time. */
const SETTLED = 1000

const withBus = async (
  values: Values<typeof BUS>,
  terminal: Terminal,
  work: (nats: Bus) => Observable<unknown>,
  endless = false,
): Promise<Exit> => {
  const options = neededBus(values, terminal.env, readText)
  if (E.isLeft(options)) {
    complain(terminal, options.left)
    return EXIT.usage
  }
  const nats = bus(options.right)
  const exit = await exitOfWork(terminal, endless, work(nats))
  await nats.close()
  return exit
}

const row = ([server, { leading, epoch, behind }]: readonly [string, FleetServer]): OutputLine => {
  const leader = O.toNullable(leading)
  return outputLine(`${server}: ${leader ?? 'nobody'} leads, epoch ${epoch}`, {
    type: 'server',
    server,
    leader,
    epoch,
    behind,
  })
}

const table = (servers: ReadonlyMap<string, FleetServer>): readonly string[] =>
  columns([
    ['SERVER', 'LEADER', 'EPOCH', 'BEHIND'],
    ...[...servers].map(([server, { leading, epoch, behind }]) => [
      server,
      O.getOrElse(() => 'nobody')(leading),
      String(epoch),
      String(behind),
    ]),
  ])

const isUp = (state: BusState): state is Extract<BusState, { readonly _tag: 'Up' }> => state._tag === 'Up'

const linked = <A>(nats: Bus, work: (link: BusLink) => Observable<A>): Observable<A> =>
  nats.state$.pipe(
    filter(isUp),
    take(1),
    timeout(PATIENCE),
    switchMap(({ link }) => work(link)),
  )

const status = command(
  {
    name: 'fleet status',
    summary: 'show the Asterisks on a bus, and who leads each of them',
    details: ['--once shows the present state and ends. Without it, a line follows each change until Ctrl-C.'],
    words: { ...BUS, once: flag('show the present state and end'), ...OUTPUT },
    examples: ['rx-asterisk fleet status --bus nats://127.0.0.1:4222 --once'],
  },
  (values, terminal) => {
    const print = printer(terminal, values.json)
    return withBus(
      values,
      terminal,
      (nats) => {
        const { server$ } = fleet(nats)
        if (!values.once)
          return server$.pipe(
            debounceTime(SETTLED),
            concatMap((servers) => from(servers)),
            map(row),
            tap(print),
          )
        return server$.pipe(
          debounceTime(SETTLED),
          take(1),
          timeout(PATIENCE + SETTLED),
          tap((servers) => {
            if (values.json) for (const each of servers) print(row(each))
            else for (const line of table(servers)) terminal.out(line)
          }),
        )
      },
      !values.once,
    )
  },
)

const setup = command(
  {
    name: 'fleet setup',
    summary: 'make the logs of Asterisks on a bus, so that gateways need no right to make them',
    words: {
      servers: rest(text('NAME'), 'the Asterisks, by the names of their gateways'),
      ...BUS,
      replicas: option(oneOf('COUNT', '1', '3'), 'copies: 3 in a cluster', '1'),
    },
    examples: ['rx-asterisk fleet setup berlin bonn --bus nats://127.0.0.1:4222 --replicas 3'],
  },
  (values, terminal) =>
    withBus(values, terminal, (nats) =>
      linked(nats, (link) =>
        from(values.servers).pipe(concatMap((server) => link.setup(server, Number(values.replicas ?? 1)))),
      ),
    ),
)

export const fleetCommands: readonly Command[] = [status, setup]
