/** `mqtt --forget`: removes what a server has left at a broker. */
import * as E from 'fp-ts/lib/Either.js'
import { map, tap } from 'rxjs'
import { mqttBroker, mqttForget, showBridgeFault } from '../../mqtt/index.js'
import { EXIT, type Exit } from '../exit.js'
import { complainOf } from './brokerOptions.js'
import { complain, outputLine, printer } from '../output.js'
import type { Terminal } from '../terminal.js'
import { exitOfWork } from '../withAsterisk.js'
import { exitOfFault, type MqttOptions } from './options.js'
import { brokerPlan } from './settings.js'

export const forgetServer = async (options: MqttOptions, terminal: Terminal): Promise<Exit> => {
  const plan = brokerPlan(options, terminal.env)
  if (E.isLeft(plan)) {
    complainOf(plan.left, terminal)
    return EXIT.usage
  }
  const print = printer(terminal, options.json)
  let failed: Exit | undefined
  const work$ = mqttForget(mqttBroker(plan.right.broker), plan.right.settings).pipe(
    tap((forgotten) => {
      if (E.isLeft(forgotten)) {
        failed = exitOfFault(forgotten.left)
        complain(terminal, showBridgeFault(forgotten.left))
        return
      }
      for (const topic of forgotten.right) print(outputLine(`removed ${topic}`, { type: 'removed', topic }))
      if (forgotten.right.length === 0) print(outputLine('nothing was left', { type: 'nothing' }))
    }),
    map(E.isRight),
  )
  const exit = await exitOfWork(terminal, false, work$)
  return failed ?? exit
}
