/** `npm run measure:page`: the numbers of the page that docs/performance.md promises. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { Simulation } from '../../../src/testing/index.js'
import { closeBrowser } from './browser.js'
import { builtPage, live, shows, stage, tile } from './stage.js'

const phones = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`PJSIP/${1000 + index}`, { _tag: 'Answers', after: 10 } as const]),
  )

const house = (count: number) => ({ simulated: { endpoints: phones(count), queues: {} }, options: { names: {} } })

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN

/** Notes the time of each change of a tile's word: both programs run on one clock. */
const WATCH = `
  window.seen = []
  new MutationObserver((all) => {
    const at = Date.now()
    for (const id of new Set(all.map(({ target }) => (target.parentElement ?? target).closest?.('.tile')?.dataset.item)))
      if (id) window.seen.push([id, document.querySelector('.tile[data-item="' + id + '"] .state').textContent.trim(), at])
  }).observe(document.querySelector('#phones'), { subtree: true, childList: true, characterData: true, attributes: true })`

const isSeen = (value: unknown): value is readonly (readonly [string, string, number])[] => Array.isArray(value)

/** Asks for the milliseconds that the page has spent in scripts. */
const scripting = async (page: Page): Promise<() => Promise<number>> => {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return 1000 * (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? NaN)
  }
}

interface Changed {
  readonly id: string
  readonly word: string
  readonly at: number
}

const SECONDS = 10

/** Of 300 phones that talk, 100 a second are held or resumed. */
const changes = async (pbx: Simulation, held: Set<string>): Promise<readonly Changed[]> => {
  const changed: Changed[] = []
  for (let step = 0; step < SECONDS * 100; step += 1) {
    const id = String(1000 + 2 * (step % 150))
    const isHeld = held.delete(id)
    if (!isHeld) held.add(id)
    changed.push({ id, word: isHeld ? 'Talking' : 'On hold', at: Date.now() })
    if (isHeld) pbx.unhold(`PJSIP/${id}`)
    else pbx.hold(`PJSIP/${id}`)
    if (step % 2 === 1) await sleep(20)
  }
  await sleep(500)
  return changed
}

/** A wall draws tiles only, and no calls. The script is measured alone, as watching costs more than drawing. */
const latency = async (path: string): Promise<void> => {
  const { page, pbx, close } = await stage({ ...house(300), path })
  await live(page)
  for (let index = 0; index < 300; index += 2) pbx.dial(`PJSIP/${1000 + index}`, String(1001 + index))
  await shows(page.locator('#counts'), /Talking\s+300/, 60_000)
  const held = new Set<string>()
  const spentUntilNow = await scripting(page)
  const before = await spentUntilNow()
  const drawn = await changes(pbx, held)
  const spent = (await spentUntilNow()) - before
  await page.evaluate(WATCH)
  const changed = await changes(pbx, held)
  const seen = await page.evaluate('window.seen')
  const all = isSeen(seen) ? seen : []
  const waits = changed.flatMap(({ id, word, at }) => {
    const shown = all.find((each) => each[0] === id && each[1] === word && each[2] >= at)
    return shown === undefined ? [] : [shown[2] - at]
  })
  console.log(`300 phones, 100 changes/s, one tab at ${path}: ${waits.length} of ${changed.length} changes seen`)
  console.log(`  change to DOM: p50 ${percentile(waits, 0.5)} ms, p95 ${percentile(waits, 0.95)} ms`)
  console.log(`  script: ${(spent / drawn.length).toFixed(3)} ms a change`)
  await close()
}

/** The time from the navigation to 500 tiles that are live, by the page's own clock. */
const opening = async (): Promise<void> => {
  const { page, close } = await stage(house(500), (context) =>
    context.addInitScript(`(function look() {
      if (document.querySelectorAll('.tile').length === 500 && document.querySelector('.live')) window.usable = performance.now()
      else requestAnimationFrame(look)
    })()`),
  )
  const times: number[] = []
  for (let round = 0; round < 5; round += 1) {
    await page.reload()
    await live(page)
    await tile(page, '1499').waitFor()
    times.push(Number(await page.evaluate('window.usable')))
  }
  console.log(`500 phones usable: ${times.map((each) => each.toFixed(0)).join(', ')} ms`)
  await close()
}

/** Keeps the streams of a page, so that events can be given to it. */
const KEEP_STREAMS = `
  window.streams = []
  window.EventSource = class extends EventSource {
    constructor(...given) {
      super(...given)
      window.streams.push(this)
    }
  }`

/** Gives the page 300 events with so many changes each, three times: the median of the milliseconds of script for one change. */
const giving = (changes: number) => `(async () => {
  const source = window.streams.at(-1)
  const patch = (n) => Array.from({ length: ${changes} }, (_, index) => ({
    id: String(1000 + ((n * 7 + index * 31) % 500)),
    state: ['talking', 'held', 'ringing'][(n + index) % 3],
    peer: { name: 'Caller ' + n, number: '+49301234' + n },
    since: Date.now(),
  }))
  const run = async (round) => {
    const texts = Array.from({ length: 300 }, (_, n) => JSON.stringify({ at: Date.now(), patch: { devices: patch(300 * round + n) } }))
    const began = performance.now()
    for (const data of texts) {
      source.dispatchEvent(new MessageEvent('change', { data }))
      await undefined
    }
    return (performance.now() - began) / 300 / ${changes}
  }
  await run(0)
  return [await run(1), await run(2), await run(3)].sort((a, b) => a - b)[1]
})()`

/** The script of a change of 500 tiles, with all that the page does for it, and without layout. */
const drawing = async (): Promise<void> => {
  const { page, close } = await stage(house(500), (context) => context.addInitScript(KEEP_STREAMS))
  await live(page)
  await tile(page, '1499').waitFor()
  const [one, five] = [Number(await page.evaluate(giving(1))), Number(await page.evaluate(giving(5)))]
  console.log(`500 tiles, script of a change: ${one.toFixed(3)} ms alone, ${five.toFixed(3)} ms among five`)
  await close()
}

/** Asks for the MiB of the page's heap, after a garbage collection. */
const heapOf = async (page: Page): Promise<() => Promise<number>> => {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  return async () => {
    await session.send('HeapProfiler.collectGarbage')
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN) / 1_048_576
  }
}

/** Ten tabs of one browser, through so many rounds of changes. */
const tabs = async (rounds: number): Promise<void> => {
  const at = await stage(house(300))
  const all = [at.page]
  while (all.length < 10) all.push(await at.tab())
  for (const each of all) await live(each)
  for (let index = 0; index < 300; index += 2) at.pbx.dial(`PJSIP/${1000 + index}`, String(1001 + index))
  for (const each of all) await shows(each.locator('#counts'), /Talking\s+300/, 120_000)
  const heaps = await Promise.all(all.map(heapOf))
  const held = new Set<string>()
  const sums: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await changes(at.pbx, held)
    const each = await Promise.all(heaps.map((heap) => heap()))
    sums.push(each.reduce((sum, one) => sum + one, 0))
  }
  console.log(`10 tabs, 100 changes/s, ${rounds} times ${SECONDS} s: heap of all tabs after each, MiB`)
  console.log(`  ${sums.map((each) => each.toFixed(1)).join(', ')}`)
  await at.close()
}

const size = (file: string): string => {
  const text = readFileSync(join(builtPage(), file))
  return `${(text.length / 1000).toFixed(1)} KB, ${(gzipSync(text, { level: 9 }).length / 1000).toFixed(1)} KB gzip`
}

console.log(`page.js: ${size('page.js')}; page.css: ${size('page.css')}`)
await opening()
await drawing()
for (const path of ['/', '/#wall']) await latency(path)
await tabs(6)
await closeBrowser()
