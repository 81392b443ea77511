/** Functions of the program around the handler that throw or reject with anything: the requests are answered as without them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AuditLine, SettingsStore } from '../../src/http/index.js'
import { HOSTILE_VALUES } from '../support/hostileValues.js'
import { served } from './served.js'

const test = suite('hostile functions around the handler')

const event = { body: { name: 'Door', headers: {} } }
const FAULTS = /^rx_asterisk_faults_total\{tag="HandlerFailed"\} (\d+)$/m

for (const [what, make] of HOSTILE_VALUES) {
  const audits: readonly (readonly [does: string, audit: (line: AuditLine) => unknown])[] = [
    [
      'throws',
      () => {
        throw make()
      },
    ],
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    ['rejects with', () => Promise.reject(make())],
  ]
  for (const [does, audit] of audits)
    test(`an audit that ${does} ${what} is a fault, and the action is answered`, async () => {
      const at = served({ allow: ['userEvent'], audit })
      assert.is((await at.ask('POST', '/api/user-events', event)).status, 204)
      assert.is(at.sent('UserEvent'), 1)
      const { text } = await at.ask('GET', '/metrics')
      assert.is(FAULTS.exec(text)?.[1], '1')
      await at.close()
    })

  test(`a store of settings that throws ${what} keeps none, and hides nothing else`, async () => {
    const fail = (): never => {
      throw make()
    }
    const store: SettingsStore = { read: fail, write: fail }
    const at = served({ settings: store })
    const { status, json } = await at.ask('GET', '/api')
    assert.equal([status, json['settings'], json['user']], [200, null, 'anna'])
    const put = await at.ask('PUT', '/api/settings', { body: { settings: {} } })
    assert.equal([put.status, put.json['title']], [500, 'Crashed'])
    await at.close()
  })
}

test.run()
