/** Commands for a call that runs, against a simulated Asterisk: stdout, stderr and exit code. */
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { house } from './house.js'
import { answer, dial, hangup, wait } from '../../src/testing/index.js'
import { inside } from '../support/inside.js'
import { type Ran, start } from '../support/program.js'
import { eventually } from '../support/watching.js'

const { pbx, as } = await house({
  contexts: {
    internal: (exten) => {
      if (exten === '100') return [answer(), wait(60_000)]
      return /^\d{3,4}$/.test(exten) ? [dial([`PJSIP/${exten}`]), hangup()] : undefined
    },
  },
})

const full = (...args: readonly string[]): Promise<Ran> => inside(args, { env: as('full') })

/** 200 talks to 2222; the names of the two channels. */
const talk = async (): Promise<readonly [caller: string, called: string]> => {
  pbx.channels().forEach(({ name }) => {
    pbx.hangup(name)
  })
  await eventually('no call is left', () => pbx.channels().length === 0)
  pbx.dial('PJSIP/200', '2222')
  await eventually('two talk', () => pbx.channels().filter(({ bridge }) => bridge !== '').length === 2)
  const [caller, called] = pbx.channels().map(({ name }) => name)
  return [caller ?? '', called ?? '']
}

const places = (): readonly string[] => pbx.channels().map(({ name, exten }) => `${name} ${exten}`)

const test = suite('commands for a call that runs')

test('transfer sends the partner on, and prints where', async () => {
  const [caller, called] = await talk()
  const { code, out, err } = await full('transfer', caller, '100', 'internal')
  assert.equal([code, out, err], [0, `the partner of ${caller} goes to 100@internal\n`, ''])
  await eventually('only the partner is left', () => places().join() === `${called} 100`)
})

test('transfer --itself and --other move the channel itself', async () => {
  const [first] = await talk()
  const one = await full('transfer', first, '100', 'internal', '--itself', '--json')
  assert.equal(
    [one.code, one.out],
    [0, `{"channel":"${first}","extension":"100","context":"internal","moved":"itself"}\n`],
  )
  await eventually('one is left', () => places().join() === `${first} 100`)
  const [caller, called] = await talk()
  const both = await full('transfer', caller, '100', 'internal', '--other', called)
  assert.equal([both.code, both.out], [0, `${caller} and ${called} go to 100@internal\n`])
  await eventually('both have moved', () => places().join() === `${caller} 100,${called} 100`)
})

test('transfer without CONTEXT takes the first usual one that has the extension', async () => {
  const [caller, called] = await talk()
  const moved = await full('transfer', caller, '100')
  assert.equal([moved.code, moved.out, moved.err], [0, `the partner of ${caller} goes to 100@internal\n`, ''])
  await eventually('only the partner is left', () => places().join() === `${called} 100`)
  const [first] = await talk()
  const nowhere = await full('transfer', first, 'x99')
  assert.equal([nowhere.code, nowhere.out], [1, ''])
  assert.match(nowhere.err, 'the dialplan has no x99@internal; the call goes on as it was')
})

test('retrieve connects a phone with the parked call; nobody is rung for an empty space', async () => {
  const [, called] = await talk()
  const parked = await full('park', called, '--json')
  const [, space = ''] = /"space":"(\d+)"/.exec(parked.out) ?? []
  const empty = await full('retrieve', '200', '799')
  assert.equal([empty.code, empty.out], [1, ''])
  assert.match(empty.err, /^rx-asterisk: PJSIP\/200 .*no call is parked at 799 of default/)
  const back = await full('retrieve', '200', space, '--timeout', '5')
  assert.is(back.code, 0)
  assert.match(back.err, 'ringing PJSIP/200 for up to 5 s; Ctrl-C cancels\n')
  assert.match(
    back.out,
    new RegExp(`^PJSIP/200-[0-9a-f]{8} has answered and is connected with the call at ${space} of default\n`),
  )
})

test('transfer to a missing extension exits 1 with the reason, and the call goes on', async () => {
  const [caller, called] = await talk()
  const missing = await full('transfer', caller, 'x99', 'internal')
  assert.equal([missing.code, missing.out], [1, ''])
  assert.match(missing.err, 'the dialplan has no x99@internal; the call goes on as it was')
  await sleep(50)
  assert.equal(
    pbx.channels().map(({ name, bridge }) => [name, bridge !== '']),
    [
      [caller, true],
      [called, true],
    ],
  )
})

test('park prints the place', async () => {
  const [caller, called] = await talk()
  const text = await full('park', called)
  assert.equal([text.code, text.out], [0, `${called} is parked at 701 of default\n`])
  await eventually('the partner is gone', () => !places().some((place) => place.startsWith(caller)))
  const [other] = await talk()
  const json = await full('park', other, '--space', '705', '--timeout', '20', '--json')
  assert.is(json.out, `{"channel":"${other}","lot":"default","space":"705"}\n`)
  const nowhere = await full('park', 'PJSIP/200-99999999')
  assert.is(nowhere.code, 1)
  assert.match(nowhere.err, 'Park was refused: Channel does not exist')
})

test('dtmf sends the digits, and never prints them', async () => {
  const [, called] = await talk()
  const before = pbx.actions().length
  const { code, out } = await full('dtmf', called, '47#', '--gap', '0')
  assert.equal([code, out], [0, `3 digits were sent to ${called}\n`])
  const digits = pbx
    .actions()
    .slice(before)
    .filter(({ action }) => action === 'PlayDTMF')
    .flatMap(({ headers }) => headers.flatMap(([name, value]) => (name === 'Digit' ? [value] : [])))
  assert.equal(digits, ['4', '7', '#'])
  const wrong = await full('dtmf', called, '12x')
  assert.is(wrong.code, 2)
  assert.match(wrong.err, 'digits are 0 to 9')
})

test('record-call records until Ctrl-C, and then ends the recording: exit 0', async () => {
  const [caller] = await talk()
  const recording = await start(['record-call', caller, 'door.wav'], { env: as('full') })
  await recording.prints(`${caller} is recorded in door.wav`)
  assert.is(pbx.recordings().at(-1)?.isOn, true)
  recording.stop('SIGINT')
  assert.is((await recording.ended).code, 0)
  assert.is(pbx.recordings().at(-1)?.isOn, false)
})

test('record-call ends with the call, and after --for', async () => {
  const [caller] = await talk()
  const timed = await full('record-call', caller, 'door.wav', '--for', '0.2', '--append', '--json')
  assert.equal([timed.code, timed.out], [0, `{"channel":"${caller}","file":"door.wav"}\n`])
  await eventually('the recording has ended', () => pbx.recordings().at(-1)?.isOn === false)
  assert.match(pbx.recordings().at(-1)?.options ?? '', /^ai\(/)
  const whole = full('record-call', caller, 'door.wav')
  await eventually('it runs', () => pbx.recordings().at(-1)?.isOn === true)
  pbx.hangup(caller)
  assert.is((await whole).code, 0)
  const gone = await full('record-call', caller, 'door.wav')
  assert.is(gone.code, 1)
  assert.match(gone.err, 'MixMonitor was refused: No such channel')
})

test('a login without the right is told which one', async () => {
  const [caller] = await talk()
  for (const [args, needs] of [
    [['transfer', caller, '100', 'internal'], 'write=call'],
    [['park', caller], 'write=call'],
    [['dtmf', caller, '1'], 'write=call'],
    [['record-call', caller, 'x.wav'], 'write=system'],
  ] as const) {
    const { code, err } = await inside(args, { env: as('poor') })
    assert.is(code, 1)
    assert.match(err, needs)
  }
})

test.after(() => pbx.close())

test.run()
