/** `mqtt --check`: the rights that are missing, and what Home Assistant will show. Publishes nothing. */
import * as E from 'fp-ts/lib/Either.js'
import { concat, map, mergeMap, type Observable, take, tap, toArray } from 'rxjs'
import { type Asterisk, attempt, connect, type Failure, type Permissions, requirements } from '../../index.js'
import { type BridgeFault, mqttBroker, mqttSurvey, showBridgeFault } from '../../mqtt/index.js'
import { advise, EXIT, type Exit, exitOf } from '../exit.js'
import { outputLine, type OutputLine, printer } from '../output.js'
import type { Terminal } from '../terminal.js'
import { exitOfWork } from '../withAsterisk.js'
import { entityLines } from './entityTable.js'
import { membersUsed } from './members.js'
import { exitOfFault, type MqttOptions } from './options.js'
import type { MqttPlan } from './settings.js'

/** Lines of the output, and the exit code that they cause. */
interface Finding {
  readonly lines: readonly OutputLine[]
  readonly exit: Exit
}

const wrong = (text: string, exit: Exit): Finding => ({
  lines: [outputLine(`WRONG  ${text}`, { type: 'finding', result: 'wrong', message: text })],
  exit,
})

const good = (text: string): Finding => ({
  lines: [outputLine(`ok     ${text}`, { type: 'finding', result: 'good', message: text })],
  exit: EXIT.ok,
})

const rights = ({ settings }: MqttPlan, { write }: Permissions): Finding => {
  const needed = requirements(membersUsed(settings))
  const missing = needed.write.filter((name) => write.get(name) === 'missing')
  const lines = needed.lines.slice(0, 2).join(', ')
  return missing.length > 0
    ? wrong(`this login lacks write=${missing.join(',')}; manager.conf needs: ${lines}`, EXIT.failed)
    : good(`the login at Asterisk works; manager.conf needs: ${lines}`)
}

const ofAsterisk = (plan: MqttPlan, asterisk: Asterisk): Observable<Finding> =>
  asterisk.permissions().pipe(
    take(1),
    attempt(),
    map(
      E.match(
        (failure: Failure) => wrong(advise(failure), exitOf(failure)),
        (known) => rights(plan, known),
      ),
    ),
  )

const ofBroker = ({ broker: address, settings }: MqttPlan): Observable<Finding> => {
  const broker = mqttBroker(address)
  return mqttSurvey(broker, settings).pipe(
    mergeMap(
      E.match(
        (fault: BridgeFault): readonly Finding[] => [
          wrong(showBridgeFault(fault), exitOfFault(fault)),
          { lines: entityLines(settings, new Map()), exit: EXIT.ok },
        ],
        ({ kept, refused }) => [
          good(`the broker ${broker.peer} works; it has ${kept.size} messages of this server`),
          ...refused.map((fault) => wrong(showBridgeFault(fault), EXIT.failed)),
          { lines: entityLines(settings, kept), exit: EXIT.ok },
        ],
      ),
    ),
  )
}

/** Checks both sides. A side that cannot be reached decides the exit code. */
export const checkBridge = async (plan: MqttPlan, { json }: MqttOptions, terminal: Terminal): Promise<Exit> => {
  const asterisk = connect({ ...plan.asterisk, linger: 0 })
  const print = printer(terminal, json)
  let worst: Exit = EXIT.ok
  const work$ = concat(ofAsterisk(plan, asterisk), ofBroker(plan)).pipe(
    tap(({ lines, exit }) => {
      for (const line of lines) print(line)
      worst = exit > worst ? exit : worst
    }),
    toArray(),
  )
  const exit = await exitOfWork(terminal, false, work$)
  await asterisk.close()
  return exit === EXIT.ok ? worst : exit
}
