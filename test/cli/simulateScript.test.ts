/** `simulate --script`: lines of a file with pauses between them. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inside } from '../support/inside.js'
import { missing, objects, start } from '../support/program.js'

const script = suite('simulate --script')

script('plays the lines of a file with their pauses, and ends at `end`', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'script-')), 'door.txt')
  writeFileSync(
    file,
    '# a doorbell\nwait login\nwait 200ms\nevent Door Source=front\n\nphone 30 away\njoin 200 support\ntake 2222 support\nwait 0.5s\nend\n',
  )
  const simulating = await start(['simulate', '--port', '0', '--script', file, '--json'])
  await simulating.prints('"username":"admin"')
  const [at] = objects(simulating.text())
  const port = /"port":(\d+)/.exec(JSON.stringify(at))?.[1] ?? ''
  const env = { RX_ASTERISK_PORT: port, RX_ASTERISK_USERNAME: 'admin', RX_ASTERISK_PASSWORD: 'secret' }
  const watching = await start(
    ['watch', '--user-event', 'Door', '--event', 'DeviceStateChange', '--event', 'AgentConnect'],
    { env },
  )
  assert.is((await simulating.ended).code, 0)
  watching.stop()
  const { out } = await watching.ended
  assert.equal(
    missing(out, 'UserEvent Door Source="front"', 'Device="PJSIP/30" State="UNAVAILABLE"', 'AgentConnect'),
    [],
  )
})

script('a wrong line is named with its number before anything is opened', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'script-')), 'wrong.txt')
  for (const [text, why] of [
    ['bell\nwait long\n', 'line 2: it is: wait 500ms'],
    ['dance\n', 'line 1: "dance" is none of dial'],
    ['# x\n\nphone 30 asleep', 'line 3: it is: phone PHONE BEHAVIOUR'],
    ['wait 90000s', 'at most a day'],
  ] as const) {
    writeFileSync(file, text)
    const { code, out, err } = await inside(['simulate', '--port', '0', '--script', file])
    assert.equal([code, out], [2, ''])
    assert.match(err, why)
    assert.match(err, /^rx-asterisk: --script: /)
  }
})

script.run()
