/** The wishes S1 to S8 of operators, each in a real browser. */
import * as assert from 'uvu/assert'
import { browserSuite } from './browser.js'
import { live, on, promised, row, setOption, shows, tile } from './stage.js'

const test = browserSuite('the page, S1 to S8')

const phones = (count: number, first = 1000) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`PJSIP/${first + index}`, { _tag: 'Answers', after: 20 } as const]),
  )

/** Lets every clock of the page be wrong by so many milliseconds. */
const wrongClock = (by: number): string => `{ const right = Date.now; Date.now = () => right() + ${by} }`

test(
  'S1: a page opened in the middle of a call shows who talks, and for how long',
  on({}, async ({ page, pbx, tab }) => {
    await live(page)
    pbx.dial('PJSIP/200', '202')
    await shows(tile(page, '202'), 'Talking')
    const late = await tab()
    await shows(tile(late, '202'), /with Kitchen[\s\S]*Talking[\s\S]*0:0\d/)
    await shows(row(late, 'Kitchen'), /Talking[\s\S]*Kitchen[\s\S]*200[\s\S]*Otto[\s\S]*202[\s\S]*0:0\d/)
  }),
)

test(
  'S2: the timer of a call is right after a reload, also where the clock of the browser is an hour off',
  on(
    {},
    async ({ page, pbx }) => {
      await live(page)
      pbx.dial('PJSIP/200', '202')
      await shows(tile(page, '202'), /\s0:0[2-4]/)
      await page.reload()
      await live(page)
      await shows(tile(page, '202'), /\s0:0[2-6]/, promised(500))
    },
    (context) => context.addInitScript(wrongClock(3_600_000)),
  ),
)

test(
  'S3: a call that ended while the link was cut is gone within a second of Ready',
  on({}, async ({ page, pbx }) => {
    await live(page)
    const call = pbx.dial('PJSIP/200', '202')
    await shows(tile(page, '202'), 'Talking')
    pbx.faults.banner('')
    pbx.faults.drop()
    await page.getByText('No link to Asterisk').waitFor()
    call.hangup()
    pbx.faults.banner(undefined)
    await live(page)
    await shows(tile(page, '202'), 'Free', promised(1000))
    assert.is(await page.locator('#calls .row').count(), 0)
  }),
)

test(
  'S4: a thousand phones are shown',
  on({ simulated: { endpoints: phones(1000) }, options: { names: {} } }, async ({ page }) => {
    await live(page)
    await page.locator('.tile').nth(999).waitFor()
    assert.is(await page.locator('.tile').count(), 1000)
    await shows(page.locator('#counts'), /Free\s+1000/)
  }),
)

test(
  'S4: without phones there is a sentence, and no error',
  on({ simulated: { endpoints: {}, queues: {} }, options: { names: {} } }, async ({ page }) => {
    await live(page)
    await shows(page.locator('#phones'), 'No phones. A phone shows here')
    await shows(page.locator('#queues'), 'No queues.')
  }),
)

test(
  'S5: two letters find a name among 500 phones, without its accents, in less than 50 ms',
  on({ simulated: { endpoints: phones(500) }, options: { names: { '1400': 'Zoë Müller' } } }, async ({ page }) => {
    await live(page)
    await page.locator('.tile').nth(499).waitFor()
    await page.locator('#q').focus()
    const ms = await page.evaluate(async () => {
      const field = document.querySelector<HTMLInputElement>('#q')
      const began = performance.now()
      if (field !== null) field.value = 'mu'
      field?.dispatchEvent(new Event('input'))
      while (document.querySelectorAll('.tile').length > 1) await new Promise(requestAnimationFrame)
      return performance.now() - began
    })
    await shows(page.locator('#phones'), 'Zoë Müller')
    console.log(`  found in ${ms.toFixed(1)} ms`)
    // the machine of the tests is shared: the bound of the promise is measured by npm run measure:page
    assert.ok(ms < 500, `${ms} ms`)
    await page.locator('#q').fill('1400')
    await shows(page.locator('#phones'), 'Zoë Müller')
    await page.locator('#q').fill('nobody')
    await shows(page.locator('#phones'), 'No phone matches.')
  }),
)

test(
  'S6: phones that cannot be reached are hidden, queues are chosen, and both choices are kept',
  on(
    { simulated: { queues: { support: { members: [], entries: [] }, sales: { members: [], entries: [] } } } },
    async (at) => {
      const { page, pbx } = at
      await live(page)
      pbx.phone('PJSIP/300', { _tag: 'Unregistered' })
      await shows(tile(page, '300'), 'Unreachable')
      await setOption(page, 'Hide phones that cannot be reached')
      await setOption(page, 'sales')
      const isKept = async (): Promise<void> => {
        await tile(page, '300').waitFor({ state: 'detached' })
        await page.locator('.q').getByText('support').waitFor()
        assert.is(await page.locator('.q').count(), 1)
      }
      await isKept()
      await page.reload()
      await live(page)
      await isKept()
      // the count tells that it is there, and shows it
      await page.locator('#counts').getByText('Unreachable').click()
      await tile(page, '300').waitFor()
    },
  ),
)

test(
  'S7: sixty phones fit on a screen of 1920 × 1080, also on the wall, with the counts on top',
  on(
    {
      simulated: { endpoints: phones(60) },
      options: { names: {} },
      browser: { viewport: { width: 1920, height: 1080 } },
    },
    async ({ page, pbx, address }) => {
      for (const where of [address, `${address}#wall`]) {
        await page.goto(where)
        await live(page)
        await page.locator('.tile').nth(59).waitFor()
        const box = await page.locator('.tile').nth(59).boundingBox()
        assert.ok(
          box !== null && box.y + box.height <= 1080,
          `the last tile ends at ${(box?.y ?? 0) + (box?.height ?? 0)}`,
        )
      }
      pbx.dial('PJSIP/1000', '1001')
      await shows(page.locator('#counts'), /Talking\s+2[\s\S]*Free\s+58/)
      assert.is(await page.locator('#q').count(), 0, 'nobody searches on a wall')
      assert.is(await page.locator('#clock').count(), 1)
    },
  ),
)

test(
  'S8: a queue tells who waits and how long, who took it, and who has a pause, why and since when',
  on({}, async ({ page, pbx }) => {
    await live(page)
    const queue = pbx.queue('support')
    const caller = queue.join('PJSIP/200')
    queue.pause('PJSIP/202', 'lunch')
    const card = page.locator('.q').filter({ hasText: 'support' })
    await shows(card, /1\s+waiting[\s\S]*longest\s+0:0\d/)
    await shows(card, /Kitchen[\s\S]*0:0\d/)
    await shows(card, /Paused: lunch\s+0:0[1-9]/)
    queue.connect('PJSIP/2222', caller)
    await shows(card, /0\s+waiting[\s\S]*2222\s+Talking/)
    await shows(row(page, 'Kitchen'), /2222[\s\S]*support/)
  }),
)

test.run()
