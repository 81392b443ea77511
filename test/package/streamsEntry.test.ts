/** rx-asterisk/streams: the pure part as an entry for a browser. */
import { createContext, runInContext } from 'node:vm'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'esbuild'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

/**
 * The limit in bytes, compressed and without rxjs. Today it is 52 kB: 35 kB of our code, of which calls and bridges are 8 kB, queues 7 kB,
 * conferences, parking, reachability and states 5 kB; 6 kB for the table of all events, 11 kB of fp-ts and io-ts. The limit leaves little
 * room: the commands, the simulation or a whole library that slipped in would exceed it.
 */
const LIMIT = 55_000

const bundled = async (contents: string, external: readonly string[] = []): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.', loader: 'ts' },
    bundle: true,
    write: false,
    external: [...external],
    format: 'iife',
    platform: 'browser',
    minify: true,
    logLevel: 'silent',
  })
  return outputFiles.map(({ text }) => text).join('')
}

const PROGRAM = `
  import { deviceOf, frame, streams } from './src/streams/index.js'
  import { Subject } from 'rxjs'
  const frame$ = new Subject()
  const seen = []
  const { device, userEvent, event } = streams(frame$)
  device('2222').subscribe((busy) => seen.push(busy))
  userEvent('Door').subscribe(({ source }) => seen.push(source.value))
  event('Hangup').subscribe((hangup) => seen.push(JSON.stringify(hangup)))
  frame$.next(frame('Event: Newchannel', 'Channel: PJSIP/2222-00000001', 'Uniqueid: 1.1'))
  frame$.next(frame('Event: UserEvent', 'UserEvent: Door', 'Source: front'))
  frame$.next(frame('Event: Hangup', 'Channel: PJSIP/2222-00000001', 'Uniqueid: 1.1', 'Cause: 16'))
  globalThis.result = JSON.stringify([seen, deviceOf('PJSIP/2222-00000001').value])
`

const test = suite('rx-asterisk/streams in a browser')

test('bundles, and runs without any global of Node', async () => {
  const page: { result?: string } = createContext({ setTimeout, clearTimeout, setInterval, clearInterval })
  runInContext(await bundled(PROGRAM), page)
  assert.equal(JSON.parse(page.result ?? ''), [
    [
      false,
      true,
      'front',
      false,
      '{"name":"Hangup","origin":"asterisk","Channel":"PJSIP/2222-00000001","Uniqueid":"1.1","Cause":16}',
    ],
    { technology: 'PJSIP', name: '2222' },
  ])
})

test(`is smaller than ${LIMIT / 1000} kB without rxjs`, async () => {
  const text = await bundled("export * from './src/streams/index.js'", ['rxjs'])
  assert.ok(brotliCompressSync(text).length < LIMIT, `${brotliCompressSync(text).length} bytes`)
})

test.run()
