/** The name that a caller gives himself is text, wherever it is shown: never markup, never another's place, never wider than the page. */
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { browserSuite } from './browser.js'
import { live, on, shows, type StageOptions } from './stage.js'

const test = browserSuite('hostile names on the page')

const NAMES = {
  markup: `<img src=x onerror="document.title='got you'"><script>document.title='got you'</script>`,
  'marks of direction': '\u202Eecurity desk\u2066 \u200F(999)',
  'ten kilobytes': 'A'.repeat(10_000),
  emoji: '👩‍👩‍👧‍👦🔔 ✕ Unreachable',
  'a template': '${alert(1)} {{7*7}} javascript:alert(1)',
}

const named = (name: string): StageOptions => ({
  simulated: { callerIds: { 'PJSIP/200': `"${name.replaceAll('"', "'")}" <200>` } },
  options: { names: { '202': name } },
})

const isWithin = async (page: Page): Promise<void> => {
  const wide = await page.evaluate(() =>
    document.documentElement.scrollWidth <= innerWidth
      ? []
      : [...document.querySelectorAll('body *')]
          .filter((each) => each.getBoundingClientRect().right > innerWidth)
          .map((each) => `${each.tagName}.${each.className}`),
  )
  assert.equal(wide, [], 'no part is wider than the screen')
}

for (const [what, name] of Object.entries(NAMES))
  test(
    `${what}: in rows, tiles, queues, parked calls, rooms, events and the dock`,
    on(named(name), async ({ page, pbx }) => {
      await live(page)
      const start = name.slice(0, 8).replaceAll('"', "'")
      pbx.dial('PJSIP/200', '202')
      await shows(page.locator('#calls'), start)
      await shows(page.locator('#phones'), start)
      pbx.queue('support').join('PJSIP/200')
      pbx.queue('support').pause('PJSIP/2222', name.slice(0, 500))
      pbx.park('PJSIP/200')
      pbx.conference('100').join('PJSIP/200')
      pbx.userEvent('Door', { Source: name.slice(0, 500), Value: name.slice(0, 500) })
      for (const part of ['queues', 'parked', 'rooms', 'events']) await shows(page.locator(`#${part}`), start)
      await page.locator('#calls .open').first().click()
      await shows(page.locator('#dock'), start)
      assert.is(await page.locator('body img, body script').count(), 0)
      assert.not.match(await page.title(), 'got you')
      const longest = await page
        .locator('bdi')
        .evaluateAll((all) => Math.max(...all.map((each) => each.textContent.length)))
      assert.ok(longest <= 540, `${longest} characters`)
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 })
        await isWithin(page)
      }
    }),
  )

test(
  'a name that turns the direction of text turns neither its number nor its neighbours',
  on(named(NAMES['marks of direction']), async ({ page, pbx }) => {
    await live(page)
    pbx.dial('PJSIP/200', '2222')
    await shows(page.locator('#calls'), '2222')
    const isolation = await page
      .locator('#calls bdi')
      .evaluateAll((all) => all.map((each) => getComputedStyle(each).unicodeBidi))
    assert.ok(isolation.length >= 3 && isolation.every((each) => each === 'isolate'), isolation.join())
    const [from, to] = await page
      .locator('#calls .side')
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().left))
    assert.ok((from ?? 0) < (to ?? 0), 'the caller stands left of the called one')
  }),
)

test.run()
