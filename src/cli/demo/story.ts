/** The demo: a short story on a simulated Asterisk, in real time and over a real loopback port. */
import { setTimeout as sleep } from 'node:timers/promises'
import * as O from 'fp-ts/lib/Option.js'
import { concat, defer, distinctUntilChanged, lastValueFrom, map, merge, type Observable, takeUntil, timer } from 'rxjs'
import { type Asterisk, connect, show } from '../../index.js'
import { simulate, type Simulation } from '../../testing/index.js'
import { house } from './house.js'
import type { Print } from './print.js'
import { stateWords, statusWords } from '../words.js'

/** Prints the streams of the demo as they emit. */
const printStreams = (asterisk: Asterisk, print: Print): void => {
  const output$ = merge(
    asterisk.device('2222').pipe(map((busy) => `device('2222') is ${busy}`)),
    asterisk.deviceState('2222').pipe(
      map((state) => `  phone 2222 ${stateWords(state)}`),
      distinctUntilChanged(), // a channel may change in ways that these words do not show
    ),
    asterisk.mailbox('2222').pipe(map((count) => `mailbox('2222'): ${count.new} new, ${count.old} old`)),
  )
  asterisk.status$.subscribe((status) => {
    print('Output', `status$: ${statusWords(status)}`)
  })
  asterisk.fault$.subscribe((failure) => {
    print('Trouble', show(failure))
  })
  output$.subscribe({
    next: (line) => {
      print('Output', line)
    },
    error: (error: unknown) => {
      print('Trouble', String(error))
    },
  })
}

/** The logic of the demo: a doorbell reads the database, then connects a phone with the door. */
const answerTheDoor = (asterisk: Asterisk, print: Print): void => {
  asterisk.logic(asterisk.userEvent('Door'), async ({ source }) => {
    print('Output', `userEvent('Door') from ${O.getOrElse(() => 'somebody')(source)} starts the logic`)
    const quiet = await lastValueFrom(asterisk.dbRead('dnd/kitchen'))
    print(
      'Output',
      `dbRead('dnd/kitchen') is ${O.isSome(quiet) ? quiet.value : 'not set'}: nobody sleeps, so call the kitchen`,
    )
    const { channel } = await lastValueFrom(asterisk.call('PJSIP/200', '240', 'door', 'Door <30>'))
    print('Output', `call(…): answered on ${channel}, now connected with the door`)
  })
}

const aCall = async (pbx: Simulation, print: Print): Promise<void> => {
  print('House', 'phone 200 calls phone 2222')
  const call = pbx.dial('PJSIP/200', '2222')
  await sleep(900)
  print('House', 'phone 200 hangs up')
  call.hangup()
  await sleep(300)
}

const aVisitor = async (pbx: Simulation, print: Print): Promise<void> => {
  print('House', 'somebody presses the doorbell; the dialplan sends UserEvent(Door,Source: front)')
  pbx.run('bell', 'door')
  await sleep(1300)
  print('House', 'the visitor is in; the kitchen hangs up')
  pbx.hangup('PJSIP/200')
  await sleep(300)
}

const aMessage = async (pbx: Simulation, print: Print): Promise<void> => {
  print('House', 'somebody leaves a message for 2222')
  pbx.leaveMessage('2222@default')
  await sleep(300)
}

const anOutage = async (pbx: Simulation, print: Print): Promise<void> => {
  print('House', 'phone 200 calls phone 2222 again')
  const call = pbx.dial('PJSIP/200', '2222')
  await sleep(700)
  print('House', 'the network breaks; while it is away, phone 200 hangs up')
  pbx.faults.drop('reset')
  call.hangup()
  print('Note', "device('2222') stays true: the link has failed, but the phone may still be in its call")
  await sleep(1900)
}

/** Plays the story until it ends or is stopped. */
export const story = async (print: Print, stop$: Observable<unknown>): Promise<void> => {
  print('Note', 'A simulated Asterisk, with phones 200 and 2222, a door and a mailbox. Nothing else is needed.')
  print('Note', '*: events in the house   >: values of rx-asterisk   !: failures')
  const pbx = simulate(house)
  const { host, port } = await pbx.listen()
  const asterisk = connect({ username: 'admin', password: 'secret', host, port, backoff: { min: 1000 } })
  printStreams(asterisk, print)
  answerTheDoor(asterisk, print)
  const chapter$ = concat(
    timer(400),
    ...[aCall, aVisitor, aMessage, anOutage].map((chapter) => defer(() => chapter(pbx, print))),
  )
  await lastValueFrom(chapter$.pipe(takeUntil(stop$)), { defaultValue: undefined })
  print('Note', 'That was all. Your own Asterisk, read-only: rx-asterisk watch --help')
  await asterisk.close()
  await pbx.close()
}
