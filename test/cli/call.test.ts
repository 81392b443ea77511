/** The command `call`: several phones, the talk to its end, the context that nobody named. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { answer, hangup, wait } from '../../src/testing/index.js'
import { inside } from '../support/inside.js'
import type { Ran } from '../support/program.js'
import { house } from './house.js'

const test = suite('the command call')
const { pbx, as } = await house({
  contexts: {
    internal: (exten) => (exten === '240' ? [answer(), wait(300), hangup()] : undefined),
    door: (exten) => (exten === '240' ? [answer(), wait(60_000), hangup()] : undefined),
  },
})
const call = (...args: readonly string[]): Promise<Ran> => inside(['call', ...args], { env: as('full') })

test('--first connects the first that answers, and prints it', async () => {
  const { code, out, err } = await call('--first', '30,200,31', '240', 'door')
  assert.is(code, 0)
  assert.match(out, /^PJSIP\/200-\w+ has answered and is connected with 240@door\n$/)
  assert.is(err, 'ringing PJSIP/30, PJSIP/200, PJSIP/31 for up to 30 s; Ctrl-C cancels\n')
  assert.equal(
    pbx.channels().map(({ name }) => name.replace(/-\w+$/, '')),
    ['PJSIP/200'],
  )
  pbx.hangup('PJSIP/200')
})

test('--first prints the reason of each phone when nobody answers', async () => {
  const { code, err } = await call('--first', '30,31', '240', 'door', '--timeout', '0.3')
  assert.is(code, 1)
  assert.match(err, 'nobody answered: PJSIP/30 did not answer; PJSIP/31 is busy')
})

test('--follow prints the end of the call', async () => {
  const text = await call('200', '240', 'internal', '--follow')
  assert.match(
    text.out,
    /^PJSIP\/200-\w+ has answered and is connected with 240@internal\nnobody else has taken the call\nthe call has ended after 0\.\d s \(cause 16\)\n$/,
  )
  const json = await call('200', '240', 'internal', '-f', '--json', '--quiet')
  const [first = '', second = '', third = ''] = json.out.split('\n')
  assert.match(first, '"channel":"PJSIP/200-')
  assert.is(second, '{"connected":null,"reason":null,"dialStatus":null}')
  assert.match(third, /^\{"ended":true,"cause":16,"duration":0\.\d+\}$/)
})

test('without a context it is internal, where the dialplan may not be asked', async () => {
  const { code, out } = await call('200', '240', '--follow')
  assert.is(code, 0)
  assert.match(out, '240@internal')
})

test('names the context that it has guessed, when the extension is not there', async () => {
  const { code, err } = await call('200', '999')
  assert.is(code, 1)
  assert.match(err, '999 is not in context internal; give the CONTEXT that has it')
})

test('does not say that a phone rings before Asterisk has accepted the call', async () => {
  const { code, err } = await inside(['call', '200', '240', 'door'], { env: as('minimal') })
  assert.is(code, 1)
  assert.not.match(err, 'ringing')
})

test('explains a line that lacks its extension, or has too much', async () => {
  const [short, long] = await Promise.all([call('200'), call('--first', '200', '1', '2', '3')])
  assert.equal([short.code, long.code], [2, 2])
  assert.match(short.err, 'EXTENSION is missing')
  assert.match(long.err, 'with --first there is no SOURCE')
})

test.after(() => pbx.close())
test.run()
