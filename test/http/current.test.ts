/** A snapshot never calls old values current, whenever a reader comes. */
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { served } from './served.js'

const test = suite('what a snapshot calls current')

test('readers that come all the time while a link comes back see no ended call as current', async () => {
  const at = served()
  const snapshot = async (reader: number): Promise<string> => {
    const response = await at.raw('GET', '/api/events', { context: { user: { name: `reader ${reader}` } } })
    const stream = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('event: snapshot') || !text.endsWith('\n\n')) text += (await stream?.read())?.value ?? ''
    await stream?.cancel()
    return text
  }
  const until = async (part: string): Promise<void> => {
    for (let reader = 0; !(await snapshot(reader)).includes(part); reader += 1) await sleep(10)
  }
  const call = at.pbx.dial('PJSIP/200', '2222')
  await until('"state":"talking"')
  await until('"current":true')
  at.pbx.faults.drop()
  await until('"current":false')
  call.hangup()
  const wrong: string[] = []
  let last = ''
  for (let reader = 0; !last.includes('"current":true'); reader += 1) {
    last = await snapshot(reader)
    if (last.includes('"current":true') && last.includes('"state":"talking"')) wrong.push(last)
    await sleep(1)
  }
  await at.close()
  assert.equal(wrong, [])
})

test.run()
