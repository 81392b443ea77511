/**
 * `npm run soak -- calls [--cuts 200] [--races 100] [--seed N]`: calls on a real Asterisk. Races of `callFirst` over three phones that answer
 * at random moments, then calls and races whose link is cut at random moments.
 */
import { parseArgs } from 'node:util'
import { firstValueFrom } from 'rxjs'
import { type Asterisk, connect, type ConnectOptions } from '../../src/index.js'
import { ACCOUNT, cutCall } from '../asterisk/cutCall.js'
import { realLab } from '../asterisk/real.js'
import { eventually } from '../support/watching.js'
import { seeded } from './seeded.js'

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    cuts: { type: 'string', default: '200' },
    races: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const [cuts, races, seed] = [Number(values.cuts), Number(values.races), Number(values.seed)]
if (![cuts, races, seed].every((each) => Number.isInteger(each) && each >= 0)) {
  console.error('npm run soak -- calls [--cuts N] [--races N] [--seed N]')
  process.exit(2)
}

const NAMES = ['200', '30', '2222'] as const
const PHONES = NAMES.map((name) => `PJSIP/${name}`)
/** The time in which a phone answers, in milliseconds. */
const ANSWER = 700
const SETTINGS = { timeout: 6000, account: ACCOUNT }

const random = seeded(seed)
const lab = await realLab()
const options: ConnectOptions = lab.options('full')
const wrong: string[] = []

const manners = (): Promise<unknown> =>
  Promise.all(NAMES.map((name) => lab.phone(name, { _tag: 'Answers', after: Math.round(random() * ANSWER) })))

const ring = ({ callFirst }: Asterisk) => callFirst(PHONES, '100', 'internal', SETTINGS)
const one = ({ call }: Asterisk) => call('PJSIP/200', '100', 'internal', SETTINGS)

const race = async (asterisk: Asterisk, name: string): Promise<void> => {
  await manners()
  const { channel, hangup } = await firstValueFrom(ring(asterisk))
  const living = await lab.channels()
  await eventually('one lives', async () => (await lab.channels()).join() === channel, 5000).catch(() => {
    wrong.push(`${name}: ${channel} won, and ${living.join()} live`)
  })
  await firstValueFrom(hangup())
  await eventually('none lives', async () => (await lab.channels()).length === 0, 10_000).catch(() => {
    wrong.push(`${name}: a channel is left`)
  })
}

console.log(`${races} races of three phones, then ${cuts} cuts, with seed ${seed}`)
const asterisk = connect(options)
for (let index = 1; index <= races; index += 1) {
  await race(asterisk, `race ${index}`)
  if (index % 25 === 0) console.log(`${index} of ${races} races; wrong: ${wrong.length}`)
}
await asterisk.close()

const outcomes = new Map<string, number>()
for (let index = 1; index <= cuts; index += 1) {
  if (index % 5 === 1) await manners()
  const [isRace, how] = [index % 2 === 0, random() < 0.5 ? 'closed' : 'reset'] as const
  const cutAt = Math.round(random() * (ANSWER + 300))
  const trial = { call: isRace ? ring : one, phones: isRace ? PHONES.length : 1, cutAt, how } as const
  const verdict = await cutCall(lab, options, trial)
  wrong.push(...verdict.wrong.map((each) => `cut ${index} at ${cutAt} ms (${verdict.outcome}): ${each}`))
  outcomes.set(verdict.outcome, 1 + (outcomes.get(verdict.outcome) ?? 0))
  await lab.cli('channel request hangup all')
  await eventually('none lives', async () => (await lab.channels()).length === 0, 10_000)
  if (index % 25 === 0) console.log(`${index} of ${cuts} cuts; wrong: ${wrong.length}`)
}
await lab.close()

const unknown = outcomes.get('FateUnknown') ?? 0
if (unknown >= Math.max(1, cuts / 100)) wrong.push(`${unknown} of ${cuts} fates are unknown`)
console.log(`outcomes: ${[...outcomes].map(([outcome, times]) => `${outcome} ${times}`).join(', ')}`)
console.log(wrong.length === 0 ? 'all calls were true' : `the calls failed:\n${wrong.join('\n')}`)
process.exit(wrong.length === 0 ? 0 : 1)
