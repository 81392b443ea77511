/** The wishes S9 to S16 of operators, each in a real browser. */
import * as assert from 'uvu/assert'
import { eventually, pause } from '../../support/watching.js'
import { browserSuite } from './browser.js'
import { choosePhone, live, on, row, shows, tile } from './stage.js'

const test = browserSuite('the page, S9 to S16')

test(
  'S9: the row of a call says its queue, while it waits and while it talks',
  on({}, async ({ page, pbx }) => {
    await live(page)
    const queue = pbx.queue('support')
    const caller = queue.join('PJSIP/200')
    await shows(row(page, 'Kitchen').locator('.via'), 'support')
    queue.connect('PJSIP/2222', caller)
    await shows(row(page, 'Kitchen'), 'Talking')
    await shows(row(page, 'Kitchen').locator('.via'), 'support')
  }),
)

test(
  'S10: a transfer by keys alone: to the calls, choose, T, the number, Enter',
  on({}, async ({ page, pbx, sent }) => {
    await live(page)
    pbx.dial('PJSIP/200', '202')
    await shows(row(page, 'Kitchen'), 'Talking')
    await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    await page.keyboard.press('t')
    await page.keyboard.type('300')
    await page.keyboard.press('Enter')
    await shows(row(page, 'Kitchen'), /Ringing[\s\S]*300/)
    assert.is(sent('Redirect'), 1)
  }),
)

test(
  'S11: typing a name offers phones with their states, free ones first, and Enter takes the marked one',
  on({}, async ({ page, pbx }) => {
    await live(page)
    pbx.dial('PJSIP/300', '202')
    await row(page, '300').getByRole('button', { name: 'Transfer' }).click()
    const field = page.getByRole('combobox', { name: 'Transfer to' })
    await field.fill('mull')
    await shows(page.locator('#offers'), /Anna Müller 201\s+Free/)
    assert.is(await field.getAttribute('aria-expanded'), 'true')
    await field.fill('20')
    await shows(page.locator('#offers li').first(), 'Free')
    await shows(page.locator('#offers li').last(), 'Talking')
    await field.press('ArrowDown')
    await shows(page.locator('#offers [aria-selected="true"]'), 'Anna Müller')
    await field.press('Enter')
    await shows(row(page, '300'), /Ringing[\s\S]*Anna Müller/)
  }),
)

test(
  'S12: a call dropped on a phone is transferred; free phones light up; Esc ends the drag',
  on({}, async ({ page, pbx, sent }) => {
    await live(page)
    pbx.dial('PJSIP/200', '202')
    await shows(row(page, 'Kitchen'), 'Talking')
    const grab = async (): Promise<void> => {
      await row(page, 'Kitchen').locator('.side').first().hover()
      await page.mouse.down()
      await tile(page, '300').hover()
      await tile(page, '300').hover()
    }
    await grab()
    await page.locator('body.dragging').waitFor()
    const style = await tile(page, '300').evaluate((element) => getComputedStyle(element).outlineStyle)
    assert.is(style, 'dashed')
    await page.keyboard.press('Escape')
    await page.mouse.up()
    await page.locator('body:not(.dragging)').waitFor()
    assert.is(sent('Redirect'), 0)
    await grab()
    await page.mouse.up()
    await shows(row(page, 'Kitchen'), /Ringing[\s\S]*300/)
  }),
)

test(
  'S13: a wrong number is refused before anything is moved, and the caller is still there',
  on({ options: { numbers: /^\d+$/ } }, async ({ page, pbx, sent }) => {
    await live(page)
    pbx.dial('PJSIP/200', '202')
    await row(page, 'Kitchen').getByRole('button', { name: 'Kitchen' }).click()
    await page.keyboard.press('t')
    await page.keyboard.type('9')
    await page.keyboard.press('Enter')
    await shows(row(page, 'Kitchen').locator('.result'), /extension/i)
    await shows(row(page, 'Kitchen'), /Talking[\s\S]*Otto/)
    assert.is(sent('Redirect'), 0)
    assert.is(pbx.channels().length, 2)
  }),
)

test(
  'S14: the result of an action stands at its row and is read aloud, and pressing twice asks once',
  on({ simulated: { actions: { QueuePause: () => ({ error: 'Interface not found' }) } } }, async ({ page, sent }) => {
    await live(page)
    const member = page.locator('.li').filter({ hasText: 'Otto' })
    await member.getByRole('button', { name: 'Pause' }).dblclick()
    await shows(member.locator('.result'), 'Interface not found')
    await shows(page.locator('#say'), 'Interface not found')
    assert.is(sent('QueuePause'), 1)
  }),
)

test(
  'S14: an order whose answer was lost is the same order when it is given again: nobody is called twice',
  on({}, async ({ page, pbx, sent }) => {
    await live(page)
    await choosePhone(page, '200')
    // the answers of the server do not arrive, but its orders do
    let isCut = true
    await page.route('**/api/calls', async (route) => {
      const response = await route.fetch()
      if (isCut) await route.abort('connectionreset')
      else await route.fulfill({ response })
    })
    const call = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Call…' }).click()
      await page.getByRole('dialog').getByLabel('Number').fill('2222')
      await page.keyboard.press('Enter')
    }
    await call()
    await shows(page.locator('.mine .result'), 'It is not known whether it happened.')
    isCut = false
    await call()
    await shows(page.locator('.mine .result'), 'Done')
    await pause()
    assert.is(sent('Originate'), 1)
    assert.is(pbx.channels().length, 2)
  }),
)

test(
  'S15: a parked call has its place, who it is and the time left, and is taken back',
  on({}, async ({ page, pbx }) => {
    await live(page)
    await choosePhone(page, '300')
    pbx.dial('PJSIP/200', '202')
    await shows(row(page, 'Kitchen'), 'Talking')
    await row(page, 'Kitchen').getByRole('button', { name: 'Kitchen' }).click()
    await page.keyboard.press('p')
    await shows(page.locator('#parked'), /701\s+Kitchen[\s\S]*back in 0:[34]\d/)
    assert.is(await row(page, 'Kitchen').count(), 0, 'it is parked, and no call')
    pbx.phone('PJSIP/300', { _tag: 'Answers', after: 20 })
    await page.locator('#parked').getByRole('button', { name: 'Take' }).click()
    await shows(tile(page, '300'), /Talking/)
    await shows(page.locator('#parked'), 'No parked calls.')
  }),
)

test(
  'S16: nothing tells whether a phone is on do not disturb, so the page claims nothing',
  on({ simulated: { database: { 'dnd/200': '1' } } }, async ({ page }) => {
    await live(page)
    await shows(tile(page, '200'), 'Free')
    assert.not.match(await page.locator('body').innerText(), /disturb|DND/i)
  }),
)

test(
  'a ringing call is picked up at my phone, by the key U',
  on({}, async ({ page, pbx }) => {
    await live(page)
    await choosePhone(page, '202')
    pbx.dial('PJSIP/200', '300')
    await shows(row(page, 'Kitchen'), 'Ringing')
    await row(page, 'Kitchen').getByRole('button', { name: 'Kitchen' }).click()
    await page.keyboard.press('u')
    await shows(row(page, 'Kitchen'), /Talking[\s\S]*Otto/)
    await eventually('300 is free', async () => (await tile(page, '300').innerText()).includes('Free'))
  }),
)

test.run()
