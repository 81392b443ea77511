/** The wishes S17 to S25 of operators, each in a real browser. */
import * as assert from 'uvu/assert'
import { eventually } from '../../support/watching.js'
import { browserSuite, theBrowser } from './browser.js'
import { choosePhone, live, on, promised, row, setOption, shows, tile } from './stage.js'

const test = browserSuite('the page, S17 to S25')

const OUTSIDE = '+493055501234'

test(
  'S17: favourites come first, and are kept in this browser for this user',
  on({}, async ({ page }) => {
    await live(page)
    await tile(page, '300').click()
    await page.getByRole('button', { name: '★ Favourite' }).click()
    await shows(page.locator('#phones h3').first(), 'Favourites')
    await page.reload()
    await live(page)
    await shows(page.locator('#phones .grid').first(), '★ 300')
    await shows(page.locator('#phones h3').last(), 'Others')
  }),
)

const kept = new Map<string, string>()

test(
  'S17: with settings on the server, favourites are the same in another browser, and each user has other ones',
  on(
    {
      options: {
        settings: {
          read: (user) => Promise.resolve(kept.get(user)),
          write: (user, text) => Promise.resolve(void kept.set(user, text)),
        },
      },
    },
    async ({ page, address }) => {
      await live(page)
      await tile(page, '300').click()
      await page.getByRole('button', { name: '★ Favourite' }).click()
      await eventually('the server keeps it', () => kept.get('anna')?.includes('300') === true)
      const there = await (await theBrowser()).newPage()
      await there.goto(address)
      await shows(there.locator('#phones .grid').first(), '★ 300')
      await there.close()
      assert.equal([...kept.keys()], ['anna'])
    },
  ),
)

test(
  'S18: a user sees the phones of the own groups, under the name of the group, and no others',
  on(
    {
      options: { groups: { Sales: { devices: ['300', '202'], queues: [] } } },
      user: { groups: ['Sales'] },
    },
    async ({ page, pbx, address }) => {
      await live(page)
      pbx.dial('PJSIP/200', '201')
      pbx.dial('PJSIP/300', '202')
      await shows(tile(page, '202'), 'Talking')
      assert.equal(await page.locator('.tile .soft.no').allInnerTexts(), ['202'])
      assert.is(await page.locator('.tile').count(), 2)
      assert.is(await page.locator('#calls .row').count(), 1)
      await shows(page.locator('#phones h3'), 'Sales')
      assert.not.match(await (await fetch(new URL('api/state', address))).text(), /Kitchen|PJSIP\/200|Müller/)
    },
  ),
)

test(
  'S19: masked numbers are nowhere: not on the page, and not in what the browser gets',
  on(
    { simulated: { callerIds: { 'PJSIP/300': `Client <${OUTSIDE}>` } }, user: { privacy: 'numbers' } },
    async ({ page, pbx, address }) => {
      await live(page)
      pbx.dial('PJSIP/300', '202')
      await shows(row(page, 'Otto').or(row(page, '202')), /\+49.*\*\*\*/)
      assert.not.match(await page.locator('body').innerText(), /1234/)
      assert.not.match(await page.content(), /01234/)
      assert.not.match(await (await fetch(new URL('api/state', address))).text(), /01234/)
    },
  ),
)

test(
  'S20: while a call rings there is a link to the customer, encoded; no window opens by itself',
  on(
    {
      simulated: { callerIds: { 'PJSIP/300': `Client <${OUTSIDE}>` } },
      options: { popUrl: 'https://crm.example/?caller={number}' },
    },
    async ({ page, pbx, context }) => {
      await live(page)
      const call = pbx.dial('PJSIP/300', '201')
      const link = row(page, 'Client').getByRole('link')
      assert.is(await link.getAttribute('href'), 'https://crm.example/?caller=%2B493055501234')
      assert.is(await link.getAttribute('rel'), 'noopener noreferrer')
      assert.is(context.pages().length, 1)
      call.hangup()
      await link.waitFor({ state: 'detached' })
    },
  ),
)

/** Notifications that the page shows, without a desktop that would show them. */
const DESKTOP = `
  window.shown = []
  window.Notification = class {
    static permission = 'default'
    static requestPermission() {
      this.permission = 'granted'
      return Promise.resolve('granted')
    }
    constructor(title, { body }) {
      this.text = title + ': ' + body
      shown.push(this.text)
    }
    close() {
      shown.splice(shown.indexOf(this.text), 1)
    }
  }`

test(
  'S21: a notification is shown after it was asked for, by one tab, and goes when the ringing ends',
  on(
    {},
    async ({ page, pbx, tab }) => {
      await live(page)
      const shown = async (): Promise<string> => JSON.stringify(await page.evaluate('window.shown'))
      const first = pbx.dial('PJSIP/200', '201')
      await shows(row(page, 'Kitchen'), 'Ringing')
      assert.is(await shown(), '[]')
      await setOption(page, 'Notification when a phone rings')
      await eventually('a notification', async () => (await shown()) === '["Kitchen: Anna Müller"]')
      const other = await tab()
      await live(other)
      assert.equal(await other.evaluate('window.shown'), [])
      first.hangup()
      await eventually('it is gone', async () => (await shown()) === '[]', promised(1000))
    },
    (context) => context.addInitScript(DESKTOP),
  ),
)

test(
  'S21: a tab in the background, which gets no frames, notifies too',
  on(
    {},
    async ({ page, pbx }) => {
      await live(page)
      await setOption(page, 'Notification when a phone rings')
      await page.evaluate('window.requestAnimationFrame = () => 0')
      const shown = async (): Promise<string> => JSON.stringify(await page.evaluate('window.shown'))
      const call = pbx.dial('PJSIP/200', '201')
      await eventually('a notification', async () => (await shown()) === '["Kitchen: Anna Müller"]')
      assert.match(await page.title(), /^\(1\) /)
      call.hangup()
      await eventually('it is gone', async () => (await shown()) === '[]')
    },
    (context) => context.addInitScript(DESKTOP),
  ),
)

for (const colorScheme of ['light', 'dark'] as const)
  test(
    `S21: what rings has a border that is seen, ${colorScheme}`,
    on({ browser: { colorScheme } }, async ({ page, pbx }) => {
      await live(page)
      pbx.dial('PJSIP/200', '201')
      await shows(tile(page, '201'), 'Ringing')
      const [border, card] = await tile(page, '201').evaluate((element) => {
        const { borderTopColor, borderTopStyle } = getComputedStyle(element)
        return [
          `${borderTopStyle} ${borderTopColor}`,
          getComputedStyle(element.closest('section') ?? element).backgroundColor,
        ]
      })
      assert.is(border, colorScheme === 'light' ? 'solid rgb(130, 70, 0)' : 'solid rgb(255, 198, 112)')
      assert.is(card, colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(24, 28, 34)')
    }),
  )

test(
  'S22: each state has a word and a shape of its own',
  on({}, async ({ page }) => {
    await live(page)
    const states = page.locator('#counts .state')
    assert.is(await states.count(), 7)
    const words = await states.allInnerTexts()
    const shapes = await states.locator('svg').evaluateAll((all) => all.map((each) => each.innerHTML))
    assert.is(new Set(words).size, 7)
    assert.is(new Set(shapes).size, 7)
    assert.ok(words.every((word) => word.trim() !== ''))
  }),
)

test(
  'S23: a laptop that slept for a minute shows stale at once, timers that stood still, and is right in 3 s',
  on(
    {},
    async ({ page, pbx, wire }) => {
      await live(page)
      const call = pbx.dial('PJSIP/200', '202')
      await shows(tile(page, '202'), /Talking\s+0:0[1-9]/)
      // its connections are dead, and nobody tells it before it is awake
      wire.forget()
      wire.refuse(true)
      call.hangup()
      await page.clock.fastForward(60_000)
      await page.locator('body.stale').waitFor({ timeout: promised(1000) })
      await shows(page.locator('#banner'), 'No link to this server')
      await shows(tile(page, '202'), /Talking\s+0:[01]\d/)
      wire.refuse(false)
      wire.drop()
      await live(page)
      await shows(tile(page, '202'), 'Free', promised(3000))
    },
    (context) => context.clock.install(),
  ),
)

test(
  'S24: where events do not pass, the page says so after 10 s, and asks every 3 s',
  on(
    {},
    async ({ page, pbx, context }) => {
      // no event ever comes: a proxy keeps them
      await context.route('**/api/events', () => new Promise(() => undefined))
      await page.reload()
      await page.getByText('Connecting').waitFor()
      await page.clock.fastForward(10_000)
      await shows(page.locator('#banner'), 'Events do not pass. The page asks every 3 s.')
      await live(page)
      pbx.dial('PJSIP/200', '202')
      await shows(tile(page, '202'), 'Talking')
      await context.unroute('**/api/events')
    },
    (context) => context.clock.install(),
  ),
)

test(
  'S25: two servers below two paths are two pages, each with its own choices',
  on({ options: { prefix: '/s/north', title: 'North' }, path: '/s/north/' }, async ({ page, pbx }) => {
    await live(page)
    await shows(page.locator('h1'), 'North')
    await choosePhone(page, '200')
    await page.getByRole('button', { name: 'Call…' }).click()
    await page.getByRole('dialog').getByLabel('Number').fill('202')
    await page.keyboard.press('Enter')
    await shows(page.locator('.mine .result'), 'Done')
    assert.is(pbx.channels().length, 2)
    assert.equal(await page.evaluate(() => Object.keys(localStorage)), ['rx-asterisk /s/north/ anna'])
  }),
)

test(
  'S25: the wall has a clock and no actions; the words are those of the browser, or the chosen ones',
  on({ browser: { locale: 'de-AT' }, path: '/#wall' }, async ({ page, pbx, address }) => {
    await page.getByText('Aktuell').waitFor()
    pbx.dial('PJSIP/200', '202')
    await shows(tile(page, '202'), /mit Kitchen\s+Spricht/)
    await shows(page.locator('#clock'), /\d\d:\d\d/)
    assert.is(await page.locator('button.act:visible').count(), 0)
    await page.goto(address.replace('#wall', ''))
    await page.getByRole('button', { name: 'Einstellungen' }).click()
    await page.getByRole('dialog').getByLabel('Sprache').selectOption('en')
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await shows(tile(page, '202'), /with Kitchen\s+Talking/)
    await page.reload()
    await live(page)
  }),
)

test.run()
