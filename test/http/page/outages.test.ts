/** The page through outages, and with many tabs: what is old is never shown as current, and what is shown is right again soon. */
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { passwordHash } from '../../../src/http/index.js'
import { eventually, pause } from '../../support/watching.js'
import { browserSuite } from './browser.js'
import { live, on, promised, row, shows, tile } from './stage.js'

const test = browserSuite('the page through outages')

/** From now on notes for each frame whether the page shows this text in a tile as current. */
const watchFrames = (page: Page, id: string, text: string): Promise<unknown> =>
  page.evaluate(
    `window.wrong = 0; (function frame() {
      const shown = document.querySelector('.tile[data-item="${id}"]')?.textContent ?? ''
      const isCurrent = document.querySelector('.live') !== null && !document.body.classList.contains('stale')
      if (isCurrent && shown.includes('${text}')) window.wrong += 1
      requestAnimationFrame(frame)
    })()`,
  )

const wrongFrames = (page: Page): Promise<unknown> => page.evaluate('window.wrong')

test(
  'the link to Asterisk is cut in the middle of calls: stale at once, then right, and never wrong in between',
  on({}, async ({ page, pbx }) => {
    await live(page)
    const ended = pbx.dial('PJSIP/200', '202')
    const stays = pbx.dial('PJSIP/300', '2222')
    await shows(tile(page, '202'), 'Talking')
    pbx.faults.banner('')
    pbx.faults.drop('reset')
    await page.locator('body.stale').waitFor({ timeout: promised(1000) })
    await shows(
      page.locator('#banner'),
      /No link to Asterisk since \d\d:\d\d:\d\d[\s\S]*Actions are off[\s\S]*Next try in/,
    )
    const frozen = await tile(page, '2222').locator('time').innerText()
    await watchFrames(page, '202', 'Talking')
    ended.hangup()
    pbx.dial('PJSIP/200', '201')
    await pause(1100)
    assert.is(await tile(page, '2222').locator('time').innerText(), frozen, 'timers stand still')
    assert.is(await page.locator('#calls .act:not([aria-disabled="true"])').count(), 0, 'actions are off')
    pbx.faults.banner(undefined)
    await live(page)
    await shows(page.locator('#banner'), 'The link is back.')
    await shows(tile(page, '202'), 'Free', promised(1000))
    await shows(tile(page, '201'), 'Ringing', promised(1000))
    await shows(tile(page, '2222'), 'Talking')
    assert.is(await wrongFrames(page), 0)
    stays.hangup()
    await shows(tile(page, '2222'), 'Free')
  }),
)

test(
  'the server is killed and started again: stale at once, then right, and never wrong in between',
  on({}, async (at) => {
    const { page, pbx } = at
    await live(page)
    const ended = pbx.dial('PJSIP/200', '202')
    await shows(tile(page, '202'), 'Talking')
    await at.stopServer()
    await page.locator('body.stale').waitFor({ timeout: promised(1000) })
    await shows(page.locator('#banner'), 'No link to this server since')
    await watchFrames(page, '202', 'Talking')
    ended.hangup()
    await at.startServer()
    await live(page)
    await shows(page.locator('#events'), 'Some events were missed.')
    await shows(tile(page, '202'), 'Free', promised(1000))
    assert.is(await wrongFrames(page), 0)
    await page.locator('#banner').waitFor({ state: 'hidden', timeout: 15_000 })
  }),
)

test(
  'a server that comes back with another version gives its own page: it is loaded once',
  on({}, async (at) => {
    const { page, context } = at
    await live(page)
    let loads = 0
    page.on('load', () => (loads += 1))
    await at.stopServer()
    await page.locator('body.stale').waitFor()
    await context.route('**/api', async (route) => {
      const response = await route.fetch()
      await route.fulfill({
        response,
        body: (await response.text()).replace(/"version":"[^"]+"/, '"version":"99.0.0"'),
      })
    })
    await at.startServer()
    await eventually('it is loaded', () => loads === 1)
    await live(page)
    await pause(500)
    assert.is(loads, 1)
    await context.unroute('**/api')
  }),
)

test(
  'a server that says nothing, though nobody hears of a loss, counts as lost after 12 s',
  on(
    {},
    async ({ page, wire }) => {
      await live(page)
      wire.stall()
      await page.clock.fastForward(11_000)
      await pause(100)
      assert.is(await page.locator('body.stale').count(), 0)
      await page.clock.fastForward(6000)
      await page.locator('body.stale').waitFor({ timeout: 1500 })
      wire.resume()
      await live(page)
    },
    (context) => context.clock.install(),
  ),
)

test(
  'ten tabs share one stream, show the same, and another one leads when the leader is closed',
  on({}, async (at) => {
    const { page, pbx } = at
    await live(page)
    const tabs = [page]
    while (tabs.length < 10) tabs.push(await at.tab())
    for (const each of tabs) await live(each)
    assert.is(await at.streams(), 1)
    pbx.dial('PJSIP/200', '202')
    for (const each of tabs) await shows(tile(each, '202'), 'Talking')
    await page.close()
    pbx.dial('PJSIP/300', '2222')
    for (const each of tabs.slice(1)) {
      await shows(tile(each, '2222'), 'Talking')
      await live(each)
    }
    await eventually('one stream', async () => (await at.streams()) === 1)
    const late = await at.tab()
    await live(late)
    await shows(row(late, 'Kitchen'), 'Talking')
  }),
)

test(
  'where a browser has no locks, as on plain http with a name, the tabs elect a leader all the same',
  on(
    {},
    async (at) => {
      const { page, pbx } = at
      await live(page)
      const others = [await at.tab(), await at.tab()]
      for (const each of others) await live(each)
      await eventually('one stream', async () => (await at.streams()) === 1)
      await page.close({ runBeforeUnload: true })
      pbx.dial('PJSIP/200', '202')
      for (const each of others) await shows(tile(each, '202'), 'Talking')
      // the last word of a tab may get lost with it: the others then take the lead after 12 s of silence
      await eventually('one stream', async () => (await at.streams()) === 1, 30_000)
    },
    (context) => context.addInitScript('delete Navigator.prototype.locks'),
  ),
)

test(
  'a link with a token logs in once; the end of the session brings the form, and a password the page',
  on(
    {
      user: 'nobody',
      path: '/#token=one-time-secret',
      options: {
        oneTimeToken: 'one-time-secret',
        users: [{ name: 'eva', password: await passwordHash('right') }],
      },
    },
    async ({ page, context, address }) => {
      await live(page)
      assert.not.match(page.url(), 'token')
      await page.reload()
      await live(page)
      await page.getByRole('button', { name: 'Options' }).click()
      await page.getByRole('button', { name: 'Log out' }).click()
      await page.getByLabel('Password').fill('guess')
      await page.getByLabel('Name').fill('eva')
      await page.getByRole('button', { name: 'Log in' }).click()
      await shows(page.getByRole('status'), 'The name or the password is wrong.')
      await page.getByLabel('Password').fill('right')
      await page.getByRole('button', { name: 'Log in' }).click()
      await live(page)
      await context.clearCookies()
      await page.goto(address.replace('/#', '/?again#'))
      await page.getByLabel('Password').waitFor()
    },
  ),
)

test.run()
