/** The body of an event stream: a client has read when it asks for more, and not when something was written. */
import { NEVER, type Subscription } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventStream } from '../../src/http/eventStream.js'
import type { Opening } from '../../src/http/feed.js'
import type { Sink } from '../../src/http/reader.js'

const test = suite('the body of an event stream')

const OPENING = {
  sight: { key: '', privacy: 'none', devices: undefined, queues: undefined },
  user: 'anna',
  only: undefined,
  lastEventId: undefined,
  stalled$: NEVER,
} as const

const scene = () => {
  let reads = 0
  const sinks: Sink[] = []
  const open = ({ sink, read$ }: Opening): Subscription => {
    sinks.push(sink)
    return read$.subscribe(() => (reads += 1))
  }
  const { body } = eventStream({ open }, OPENING, undefined, () => undefined)
  const reader = body.getReader()
  const [sink] = sinks
  if (sink === undefined) throw new Error('the stream has not begun')
  const read = async (): Promise<string | undefined> => {
    const { value } = await reader.read()
    return value === undefined ? undefined : new TextDecoder().decode(value)
  }
  return { sink, read, reader, reads: () => reads }
}

/** Everything that the streams do by themselves is done. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a write is no read, and waits until the client asks', async () => {
  const { sink, read, reads } = scene()
  for (const text of ['one', 'two']) sink.write(text)
  await settled()
  assert.equal([reads(), sink.isTaken(), sink.hasRoom()], [0, false, true])
  assert.equal([await read(), await read()], ['one', 'two'])
  assert.equal([reads(), sink.isTaken()], [2, true])
})

test('what comes while the client asks is taken at once', async () => {
  const { sink, read, reads } = scene()
  const asked = read()
  await settled()
  sink.write('one')
  assert.equal([reads(), sink.isTaken()], [1, true])
  assert.is(await asked, 'one')
})

test('a long text comes in pieces, so that a slow client shows that it reads; over 64 KiB there is no room', async () => {
  const { sink, read, reads } = scene()
  sink.write('x'.repeat(64 * 1024))
  assert.is(sink.hasRoom(), false)
  assert.is((await read())?.length, 16 * 1024)
  assert.equal([reads(), sink.hasRoom(), sink.isTaken()], [1, true, false])
})

test('an end comes after what waits; a cut comes at once', async () => {
  const [ending, cutting] = [scene(), scene()]
  for (const { sink } of [ending, cutting]) sink.write('one')
  ending.sink.end()
  cutting.sink.cut()
  assert.equal([await ending.read(), await ending.read()], ['one', undefined])
  assert.match(String(await cutting.read().catch(String)), 'does not read')
})

test('an end after the client has left does nothing', async () => {
  const { sink, reader } = scene()
  sink.write('one')
  await reader.cancel()
  sink.end()
  assert.is(sink.isTaken(), true)
})

test.run()
