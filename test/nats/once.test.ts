/** Actions while gateways are killed and paused at random: none is sent twice, and what was NotSent was never sent. */
import { firstValueFrom, timer } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Failure, failureOf } from '../../src/index.js'
import { gatewayProcess, type Process } from './processes.js'
import { first, withLab } from './lab.js'

const ACTIONS = Number(process.env['RX_ASTERISK_ACTIONS'] ?? 200)
const GATEWAYS = 3

const test = suite('once')

test(
  `${ACTIONS} Originates while gateways die and sleep`,
  withLab(async (lab) => {
    const pbx = lab.pbx('berlin')
    const all: Process[] = []
    const start = async (): Promise<Process> => {
      const started = await gatewayProcess(lab, 'berlin')
      all.push(started)
      return started
    }
    const running = await Promise.all(Array.from({ length: GATEWAYS }, start))
    const berlin = lab.fleet().asterisk('berlin')
    await first(berlin.ready$, undefined, 30_000)
    const ends = new Map<string, Failure | 'sent'>()
    const acts = { areDone: false }
    const trouble = (async () => {
      for (let turn = 0; !acts.areDone; turn += 1) {
        await first(timer(1500))
        const index = turn % GATEWAYS
        const child = running[index]?.child
        if (turn % 2 === 0) {
          child?.kill('SIGSTOP')
          setTimeout(() => child?.kill('SIGCONT'), 2000)
        } else {
          child?.kill('SIGKILL')
          running[index] = await start()
          // on a busy machine a program may need longer to start than this test to kill all of them
          await running[index].says('Ready')
        }
      }
    })()
    try {
      const act = async (number: number): Promise<void> => {
        const id = `once-${number}`
        const action = {
          Action: 'Originate',
          Channel: 'Local/100@internal',
          Application: 'Wait',
          Data: '1',
          ChannelId: id,
          Async: true,
        } as const
        const failure = await firstValueFrom(berlin.send(action)).then(() => undefined, failureOf)
        ends.set(id, failure ?? 'sent')
      }
      const acting: Promise<void>[] = []
      for (let number = 0; number < ACTIONS; number += 1) {
        acting.push(act(number))
        await first(timer(60))
      }
      await Promise.all(acting)
    } finally {
      acts.areDone = true
      await trouble
      await Promise.all(all.map(({ kill }) => kill()))
    }
    const sent = pbx
      .actions()
      .filter(({ action }) => action === 'Originate')
      .map(({ headers }) => String(new Map(headers).get('ChannelId')))
    const count = (tag: string): number =>
      [...ends.values()].filter((end) => end === tag || (typeof end === 'object' && end._tag === tag)).length
    console.log(
      `${ACTIONS} Originates: ${sent.length} received, ${count('sent')} answered, ${count('NotSent')} NotSent, ` +
        `${count('FateUnknown')} FateUnknown, ${count('TimedOut')} TimedOut; ${all.length} gateways`,
    )
    assert.is(new Set(sent).size, sent.length, 'an action was sent twice')
    for (const [id, end] of ends) {
      if (typeof end === 'object' && end._tag === 'NotSent')
        assert.not(sent.includes(id), `${id} was NotSent, and sent`)
      if (end === 'sent') assert.ok(sent.includes(id))
    }
    assert.is(ends.size, ACTIONS)
    assert.is(count('NotSent'), 0, 'two gateways were up at each moment')
  }),
)

test.run()
