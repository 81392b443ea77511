// Runs the directory house/, whose logic is TypeScript, against a simulated Asterisk, until the logic has run.
import { spawn } from 'node:child_process'
import process from 'node:process'
import { simulate } from 'rx-asterisk/testing'

const [bin] = process.argv.slice(2)
const pbx = simulate()
const { port } = await pbx.listen()
const before = 'Deno' in globalThis ? ['run', '-A', '--quiet'] : []
const child = spawn(process.execPath, [...before, bin, 'run', 'house'], {
  env: {
    ...process.env,
    RX_ASTERISK_PORT: String(port),
    RX_ASTERISK_USERNAME: 'admin',
    RX_ASTERISK_PASSWORD: 'secret',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
})
let text = ''
child.stdout.on('data', (data) => {
  process.stdout.write(data)
  const before = text
  text += data
  if (text.includes('ready') && !before.includes('ready')) pbx.userEvent('Door', { Source: 'front' })
  if (/the door: .*\n/.test(text)) child.kill('SIGTERM')
})
const code = await new Promise((resolve) => child.on('close', resolve))
await pbx.close()
// Deno tells no exit code of a child that it has sent a signal; from Node, the same child ends with 0
process.exit(code ?? ('Deno' in globalThis ? 0 : 1))
