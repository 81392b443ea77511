/** The page operated by keys alone, and the focus that no update moves. */
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { browserSuite } from './browser.js'
import { choosePhone, live, on, row, shows, tile } from './stage.js'

const test = browserSuite('the page by keys alone')

const focused = (page: Page): Promise<unknown> => page.evaluate('document.activeElement?.dataset.item ?? null')

/** Presses Tab until the focus is on an element of this selector. */
const tabTo = async (page: Page, selector: string): Promise<void> => {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${selector}`)
}

test(
  'call, park, take back, end, and pause a member: without a mouse',
  on({}, async ({ page, pbx, sent }) => {
    const { keyboard } = page
    await live(page)
    await tabTo(page, 'header select')
    await keyboard.type('200')
    await tabTo(page, 'header .act')
    await keyboard.press('Enter')
    await keyboard.type('202')
    await keyboard.press('Enter')
    await shows(row(page, 'Otto'), 'Talking')
    await page.locator('dialog').waitFor({ state: 'hidden' })
    await tabTo(page, '#calls [data-item]')
    await keyboard.press('p')
    await shows(page.locator('#parked'), '701')
    await tabTo(page, '#parked [data-item]')
    await keyboard.press('Enter')
    await shows(page.locator('#parked'), 'No parked calls.')
    await keyboard.press('1')
    await shows(page.locator('#calls'), 'Talking')
    await keyboard.press('e')
    assert.is(pbx.channels().length, 2, 'one key ends nothing')
    await keyboard.press('Enter')
    await shows(page.locator('#calls'), 'No calls.')
    await tabTo(page, '[data-list="members support"] [data-item]')
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await shows(page.locator('.li').filter({ hasText: 'Otto' }), 'Paused')
    assert.is(sent('QueuePause'), 1)
  }),
)

test(
  'each list is one stop of Tab, and the arrows move in it: by one, and by the tiles in a line',
  on({ browser: { viewport: { width: 1280, height: 800 } } }, async ({ page }) => {
    await live(page)
    assert.is(await page.locator('#phones [tabindex="0"]').count(), 1)
    await page.keyboard.press('2')
    assert.is(await focused(page), '200')
    await page.keyboard.press('ArrowRight')
    assert.is(await focused(page), '201')
    await page.keyboard.press('ArrowDown')
    assert.is(await focused(page), '2222', 'the last one, as the line below is short')
    await page.keyboard.press('ArrowUp')
    assert.is(await focused(page), '200')
    assert.is(await page.locator('#phones [tabindex="0"]').count(), 1)
  }),
)

test(
  'no update moves the focus; when the row with the focus ends, the next one has it',
  on({}, async ({ page, pbx }) => {
    await live(page)
    const first = pbx.dial('PJSIP/200', '202')
    await shows(row(page, 'Kitchen'), 'Talking')
    pbx.dial('PJSIP/300', '2222')
    await shows(row(page, '2222'), 'Talking')
    await page.keyboard.press('1')
    const [one, two] = await page
      .locator('#calls [data-item]')
      .evaluateAll((all) => all.map((each) => each.dataset['item']))
    assert.is(await focused(page), one)
    // it moves to another heading
    pbx.hold('PJSIP/200')
    await shows(row(page, 'Kitchen'), 'On hold')
    assert.is(await focused(page), one)
    first.hangup()
    await row(page, 'Kitchen').waitFor({ state: 'detached' })
    assert.is(await focused(page), two)
  }),
)

test(
  'a call that ends while its dock has the focus leaves it to the calls; a click beside everything is not taken back',
  on({}, async ({ page, pbx }) => {
    await live(page)
    const first = pbx.dial('PJSIP/200', '202')
    await shows(row(page, 'Kitchen'), 'Talking')
    const second = pbx.dial('PJSIP/300', '2222')
    await shows(row(page, '2222'), 'Talking')
    await page.keyboard.press('1')
    await page.keyboard.press('t')
    first.hangup()
    await row(page, 'Kitchen').waitFor({ state: 'detached' })
    assert.is(await focused(page), await page.locator('#calls [data-item]').getAttribute('data-item'))
    await page.evaluate('document.activeElement.blur()')
    second.hangup()
    await shows(page.locator('#calls'), 'No calls.')
    pbx.dial('PJSIP/200', '202')
    await shows(row(page, 'Kitchen'), 'Talking')
    assert.is(await page.evaluate('document.activeElement.tagName'), 'BODY')
  }),
)

test(
  'the list of keys opens by ?, a dialogue keeps the keys away, and Esc goes back step by step',
  on({}, async ({ page, pbx, sent }) => {
    await live(page)
    pbx.dial('PJSIP/200', '202')
    await shows(row(page, 'Kitchen'), 'Talking')
    await page.keyboard.press('1')
    await page.keyboard.press('?')
    await shows(page.getByRole('dialog'), /search[\s\S]*Transfer[\s\S]*Park/)
    await page.keyboard.press('p')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('/')
    await page.keyboard.type('pe')
    assert.is(await page.locator('#q').inputValue(), 'pe')
    assert.is(sent('Park') + sent('Hangup'), 0)
    await page.keyboard.press('Escape')
    assert.is(await page.locator('#q').inputValue(), '')
    await tile(page, '300').waitFor()
  }),
)

test(
  'letters can be switched off',
  on({}, async ({ page, pbx, sent }) => {
    await live(page)
    await page.getByRole('button', { name: 'Options' }).click()
    await page.getByLabel('Keys of single letters').click()
    await page.keyboard.press('Escape')
    pbx.dial('PJSIP/200', '202')
    await row(page, 'Kitchen').getByRole('button', { name: 'Kitchen' }).click()
    await page.locator('#dock').waitFor()
    await page.keyboard.press('p')
    await page.keyboard.press('t')
    assert.is(sent('Park'), 0)
    assert.is(await page.evaluate('document.activeElement?.id'), '')
  }),
)

test(
  'a link with a number opens a dialogue, and dials nothing; a user who may only look gets none',
  on({}, async ({ page, address, sent, context }) => {
    await live(page)
    await choosePhone(page, '200')
    const link = await context.newPage()
    await link.goto(`${address}#call=+493055501`)
    await live(link)
    assert.is(await link.getByRole('dialog').getByLabel('Number').inputValue(), '+493055501')
    assert.is(sent('Originate'), 0)
    await link.close()
  }),
)

test(
  'whoever may only look sees no action at all',
  on({ options: { allow: [] } }, async ({ page, pbx, address }) => {
    await live(page)
    await shows(page.locator('header'), 'View only')
    pbx.dial('PJSIP/200', '202')
    await row(page, 'Kitchen').getByRole('button', { name: 'Kitchen' }).click()
    await page.locator('#dock').waitFor()
    assert.is(await page.locator('.act, #target, .reason').count(), 0)
    await page.goto(`${address}#call=200`)
    assert.is(await page.getByRole('dialog').count(), 0)
  }),
)

test.run()
