/** The first moments of a link: a phone that no list has shown yet is not known, and not missing. */
import { map } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { http, type HttpHandler } from '../../src/http/index.js'
import { connect, type Transport } from '../../src/index.js'
import { simulate, type Simulation } from '../../src/testing/index.js'

const test = suite('an Asterisk that is being read')

/** The lists that show phones without a call come so many milliseconds late. */
const late = (transport: Transport, milliseconds: number): Transport => ({
  peer: transport.peer,
  open: () =>
    transport.open().pipe(
      map(({ byte$, send }) => ({
        byte$,
        send: (text: string) => {
          if (/PJSIPShowEndpoints|DeviceStateList/.test(text)) setTimeout(() => send(text), milliseconds)
          else send(text)
        },
      })),
    ),
})

const ask = async (handler: HttpHandler, method: string, path: string, body?: unknown) => {
  const headers = { 'Content-Type': 'application/json' }
  const request = new Request(`http://localhost${path}`, {
    method,
    ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }),
  })
  const response = await handler(request, { user: { name: 'anna' } })
  const { status } = response
  return { status, text: await response.text() }
}

const withLate =
  (milliseconds: number, run: (handler: HttpHandler, pbx: Simulation) => Promise<void>) => async (): Promise<void> => {
    const pbx = simulate({ endpoints: { 'PJSIP/200': { _tag: 'Answers', after: 1 }, 'PJSIP/201': { _tag: 'Rings' } } })
    const transport = late(pbx.transport, milliseconds)
    const asterisk = connect({ username: 'admin', password: 'secret', transport, linger: 0 })
    const handler = http(asterisk, { allow: ['call', 'hangup'] })
    await run(handler, pbx)
    await handler.close()
    await asterisk.close()
    await pbx.close()
  }

test(
  'a phone is found by the first request, although the lists that show it come later',
  withLate(300, async (handler) => {
    const { status, text } = await ask(handler, 'GET', '/api/devices/201')
    assert.is(status, 200, text)
  }),
)

test(
  'a call is placed by the first request, although the lists that show its phone come later',
  withLate(300, async (handler, pbx) => {
    const answer = ask(handler, 'POST', '/api/calls', { source: '200', destination: '201' })
    await answer
    assert.is(pbx.actions().filter(({ action }) => action === 'Originate').length, 1, (await answer).text)
  }),
)

test(
  'all phones are in the first list, although the lists that show them come later',
  withLate(300, async (handler) => {
    const { text } = await ask(handler, 'GET', '/api/devices')
    assert.match(text, /"id":"200".*"id":"201"/)
  }),
)

test(
  'a phone that no list has shown within a second is not known yet, and is not missing',
  withLate(4000, async (handler) => {
    const shown = await ask(handler, 'GET', '/api/devices/201')
    assert.equal([shown.status, /NotKnownYet/.test(shown.text)], [503, true])
    const ended = await ask(handler, 'POST', '/api/devices/201/hangup', {})
    assert.equal([ended.status, /NotKnownYet/.test(ended.text)], [503, true])
  }),
)

test(
  'a phone that does not exist is missing, once everything was read',
  withLate(0, async (handler) => {
    assert.is((await ask(handler, 'GET', '/api/devices/999')).status, 404)
    assert.is((await ask(handler, 'POST', '/api/devices/999/hangup', {})).status, 404)
  }),
)

test.run()
