/** Hot standby on a real Asterisk and a real NATS server: the log equals a plain AMI link, while leaders are killed in a storm. */
import { fileURLToPath } from 'node:url'
import { timer } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect } from '../../src/index.js'
import { EVERYTHING, subjectFor } from '../../src/nats/publish.js'
import { isFrameKind, kindOf, subjectsOf } from '../../src/nats/subject.js'
import { prepareAsterisk } from '../../scripts/asterisk.mjs'
import { realLab } from '../asterisk/real.js'
import { gatewayProcess, type Process } from './processes.js'
import { entriesOf, first, withLab } from './lab.js'

const version = process.env['RX_ASTERISK_VERSION'] ?? '22'
const config = fileURLToPath(new URL('config', import.meta.url))
const missing = process.env['RX_ASTERISK_REAL'] === 'no' ? 'RX_ASTERISK_REAL=no' : await prepareAsterisk(version)
if (missing !== undefined) console.log(`not run: hot standby on a real Asterisk: ${missing}`)

const test = suite(`hot standby on Asterisk ${version}`)

const KILLS = 3

test(
  'no event is lost or doubled while leaders are killed in a storm',
  withLab(async (lab) => {
    if (missing !== undefined) return
    const real = await realLab({ config: [config] })
    const all: Process[] = []
    const login = real.options('full')
    const plain = connect(login)
    try {
      const start = async (): Promise<Process> => {
        const started = await gatewayProcess(lab, 'berlin', { login })
        all.push(started)
        return started
      }
      const subjectOf = subjectFor(EVERYTHING, subjectsOf('berlin'))
      const heard: string[] = []
      plain.frame$.subscribe({
        next: (frame) => {
          if (subjectOf(frame) !== undefined && frame.get('Timestamp') !== undefined) heard.push(frame.text)
        },
        error: console.error,
      })
      await first(plain.ready$)
      let leader = await start()
      await leader.says('Leading')
      // from here on the log and the link are compared
      await first(plain.sendUserEvent('Begin'))
      let sent = 0
      const storm = timer(0, 10).subscribe(() => {
        sent += 1
        plain.perform(plain.sendUserEvent('Storm', { Number: sent }))
        if (sent % 20 === 0)
          plain.perform(
            plain.send({
              Action: 'Originate',
              Channel: 'Local/*78@internal',
              Application: 'Wait',
              Data: '1',
              Async: true,
            }),
          )
      })
      for (let kills = 0; kills < KILLS; kills += 1) {
        const next = await start()
        await next.says('Ready')
        await first(timer(3000))
        await leader.kill()
        await next.says('Leading')
        await first(timer(1000))
        leader = next
      }
      storm.unsubscribe()
      await first(timer(3000))
      const entries = await entriesOf(lab.fleet().bus, 'berlin')
      const logged = entries.filter(({ subject }) => isFrameKind(kindOf(subject))).map(({ text }) => text)
      const from = (texts: readonly string[]): readonly string[] =>
        texts.slice(texts.findIndex((text) => text.includes('UserEvent: Begin')))
      const [a, b] = [from(logged), from(heard)]
      console.log(
        `Asterisk ${version}, ${KILLS} leaders killed: ${a.length} frames in the log, ${b.length} on a plain link, ` +
          `${entries.filter(({ subject }) => kindOf(subject) === 'gap').length} gaps`,
      )
      assert.ok(b.length > 500)
      assert.is(new Set(a).size, a.length, 'a frame stands twice in the log')
      assert.equal(a, b)
    } finally {
      await Promise.all(all.map(({ kill }) => kill()))
      await plain.close()
      await real.close()
    }
  }),
)

test.run()
