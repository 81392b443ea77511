/** The password prompt: on a terminal only, and without the typed keys. */
import { spawn, spawnSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { house } from './house.js'
import { inside } from '../support/inside.js'
import { binary, objects, run } from '../support/program.js'

const prompt = suite('the password prompt')
const open = await house()
const { RX_ASTERISK_PASSWORD: password = '', ...without } = open.as('full')

prompt('a person at a terminal is asked once, by the name of the user', async () => {
  const asked: string[] = []
  const askSecret = (question: string): Promise<string> => {
    asked.push(question)
    return Promise.resolve(password)
  }
  const ran = await inside(['db', 'get', 'dnd/office'], { env: without, askSecret })
  assert.equal(ran, { code: 0, out: '1\n', err: '' })
  assert.equal(asked, ['password of full: '])
  const doctor = await inside(['doctor', 'call', '--json'], { env: without, askSecret })
  assert.ok(JSON.stringify(objects(doctor.out)).includes(`127.0.0.1:${open.port}`))
})

prompt('a person who gives up has interrupted the command; an empty password is a missing one', async () => {
  const gone = await inside(['mailbox', '2222'], { env: without, askSecret: () => Promise.resolve(undefined) })
  assert.equal(gone, { code: 130, out: '', err: 'rx-asterisk: interrupted before it was done\n' })
  const empty = await inside(['mailbox', '2222'], { env: without, askSecret: () => Promise.resolve('') })
  assert.is(empty.code, 2)
  assert.match(empty.err, 'rx-asterisk: the password is missing')
})

prompt('nobody is asked where a password was given, the user is missing, or stdin is no terminal', async () => {
  const never = (): Promise<string> => Promise.reject(new Error('asked'))
  assert.is((await inside(['db', 'get', 'dnd/office'], { env: open.as('full'), askSecret: never })).code, 0)
  const { RX_ASTERISK_USERNAME: _, ...nobody } = without
  assert.match((await inside(['mailbox', '2222'], { env: nobody, askSecret: never })).err, 'the user is missing')
  const piped = await run(['mailbox', '2222'], { env: without })
  assert.is(piped.code, 2)
  assert.match(piped.err, 'rx-asterisk: the password is missing: set RX_ASTERISK_PASSWORD')
})

/** `script` of util-linux runs a program on a terminal of its own. */
const hasTerminal = spawnSync('script', ['--version']).status === 0

/** Runs the program on a terminal, types after the question, and returns all that the terminal shows. */
const onTerminal = async (typed: string): Promise<{ readonly shown: string; readonly code: number | null }> => {
  const line = `${process.execPath} ${await binary()} db get dnd/office`
  const child = spawn('script', ['--quiet', '--return', '--echo', 'never', '--command', line, '/dev/null'], {
    env: { ...process.env, ...without },
  })
  let shown = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!shown.includes('password of full: ') && `${shown}${text}`.includes('password of full: '))
      child.stdin.write(typed)
    shown += text
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { shown, code }
}

const onScreen = (name: string, body: () => Promise<void>): void => {
  if (hasTerminal) prompt(name, body)
  else prompt.skip(name, body)
}
if (!hasTerminal) console.log('not run: the prompt on a terminal (there is no program `script`)')

onScreen('on a terminal the typed keys are not shown', async () => {
  const { shown, code } = await onTerminal(`${password}x\x7f\r`)
  assert.is(code, 0)
  assert.is(shown, 'password of full: \r\n1\r\n')
})

onScreen('Ctrl-C at the question ends it with 130', async () => {
  const { shown, code } = await onTerminal('\x03')
  assert.is(code, 130)
  assert.match(shown, 'interrupted before it was done')
})

prompt.after(async () => {
  await open.pbx.close()
})
prompt.run()
