/** Every state of the page, light and dark: its words, nothing that axe-core finds, and no sideways scrolling. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import type { Simulation } from '../../../src/testing/index.js'
import { browserSuite } from './browser.js'
import { choosePhone, live, on, row, shows, type Stage, type StageOptions, tile } from './stage.js'

const test = browserSuite('the states of the page')

/** The findings of axe-core, one line for each element. */
const findings = async (page: Page): Promise<unknown> => {
  await page.evaluate(axe.source)
  return page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html.slice(0, 200), failureSummary].join(': '))))`,
  )
}

const MIDDLE = { width: 1024, height: 768 }
const SIZES = [{ width: 390, height: 844 }, MIDDLE, { width: 1920, height: 1080 }]

const busy = async ({ page, pbx }: Stage): Promise<void> => {
  await live(page)
  pbx.dial('PJSIP/200', '201')
  pbx.dial('PJSIP/300', '202')
  const queue = pbx.queue('support')
  queue.join('PJSIP/200')
  queue.pause('PJSIP/2222', 'lunch')
  pbx.park('PJSIP/200')
  pbx.conference('100').join('PJSIP/200')
  pbx.userEvent('Door', { Source: 'gate', Value: 'bell' })
  await shows(page.locator('#phones'), /Ringing[\s\S]*Talking/)
  for (const part of ['#parked', '#rooms']) await shows(page.locator(part), 'Kitchen')
  await shows(page.locator('#events'), 'bell')
}

const LACKING: StageOptions = {
  simulated: { users: { admin: { secret: 'secret', read: 'all', write: 'call' } } },
}

/** The states, and the way into each. */
const STATES: Readonly<
  Record<
    string,
    {
      readonly options?: StageOptions
      readonly first?: (pbx: Simulation) => void
      readonly reach: (at: Stage) => Promise<void>
    }
  >
> = {
  loading: {
    first: (pbx) => pbx.faults.mute('Status', 'CoreShowChannels', 'QueueStatus', 'DeviceStateList'),
    reach: async ({ page }) => {
      await page.getByText(/^○ (Reading|Connecting)/).waitFor()
      await page.locator('.sk').first().waitFor()
      assert.not.match(await page.locator('#counts').innerText(), '0')
    },
  },
  empty: {
    options: { simulated: { endpoints: {}, queues: {} }, options: { names: {} } },
    reach: async ({ page }) => {
      await live(page)
      for (const [part, words] of [
        ['calls', 'No calls. A call shows here the moment a phone rings.'],
        ['phones', 'No phones.'],
        ['queues', 'No queues.'],
        ['parked', 'No parked calls.'],
        ['rooms', 'No conferences.'],
        ['trunks', 'No trunks'],
        ['events', 'No events'],
      ] as const)
        await shows(page.locator(`#${part}`), words)
    },
  },
  'no right': {
    options: LACKING,
    reach: async ({ page }) => {
      await shows(page.locator('#rooms'), 'Rooms: needs the AMI right write=reporting.', 15_000)
    },
  },
  busy: { reach: busy },
  chosen: {
    reach: async (at) => {
      await busy(at)
      await choosePhone(at.page, '202')
      await row(at.page, 'Kitchen').first().getByRole('button', { name: 'Kitchen' }).click()
      await at.page.locator('#target').fill('20')
      await at.page.locator('#offers li').first().waitFor()
    },
  },
  phone: {
    reach: async (at) => {
      await busy(at)
      await at.page.keyboard.press('2')
      await at.page.keyboard.press('Enter')
      await shows(at.page.locator('#dock'), 'Favourite')
    },
  },
  stale: {
    reach: async (at) => {
      await busy(at)
      at.pbx.faults.banner('')
      at.pbx.faults.drop()
      await shows(at.page.locator('#banner'), 'No link to Asterisk since')
    },
  },
  back: {
    reach: async (at) => {
      await busy(at)
      at.pbx.faults.drop()
      await shows(at.page.locator('#banner'), 'The link is back.')
    },
  },
  options: {
    reach: async ({ page }) => {
      await live(page)
      await page.getByRole('button', { name: 'Options' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  keys: {
    reach: async ({ page }) => {
      await live(page)
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    },
  },
  wall: { options: { path: '/#wall' }, reach: busy },
  login: {
    options: { user: 'nobody' },
    reach: async ({ page }) => {
      await page.getByLabel('Password').waitFor()
    },
  },
}

const openTab = async (page: Page, tab: number): Promise<void> => {
  await page.locator('nav button').nth(tab).click()
  await page.locator('nav button').nth(tab).and(page.locator('[aria-current]')).waitFor()
}

/** On a small screen each tab is a view of its own. */
const tabsOf = async (page: Page): Promise<readonly number[]> =>
  (await page.locator('nav button:visible').count()) === 0 ? [-1] : [0, 1, 2, 3]

for (const [name, { options = {}, first, reach }] of Object.entries(STATES))
  test(
    `${name}: nothing for axe-core, and nothing wider than the screen`,
    on(
      options,
      async (at) => {
        const { page } = at
        await page.setViewportSize(MIDDLE)
        await reach(at)
        for (const size of SIZES) {
          await page.setViewportSize(size)
          for (const tab of name === 'login' || name === 'options' || name === 'keys' ? [-1] : await tabsOf(page)) {
            if (tab >= 0) await openTab(page, tab)
            const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
            assert.ok(wider <= 0, `${wider} px wider than ${size.width} px, tab ${tab}`)
          }
          if (size.width === 1024) continue
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme })
            assert.equal(await findings(page), [], `${colorScheme}, ${size.width} px`)
          }
        }
      },
      (_, pbx) => first?.(pbx),
    ),
  )

test(
  'on a phone every control that is shown can be hit: 44 px at least',
  on({ browser: { viewport: { width: 390, height: 844 }, hasTouch: true } }, async (at) => {
    const { page } = at
    await busy(at)
    for (const tab of [0, 1, 2, 3]) {
      await openTab(page, tab)
      const small = await page
        .locator('button:visible, input:visible:not([type="checkbox"]), select:visible')
        .evaluateAll((all) =>
          all.flatMap((each) => {
            const { height } = each.getBoundingClientRect()
            return height < 43.5 ? [`${each.outerHTML.slice(0, 80)}: ${height}`] : []
          }),
        )
      assert.equal(small, [], `tab ${tab}`)
    }
  }),
)

test(
  'who wants less motion gets none, and forced colours keep borders and words',
  on({ browser: { reducedMotion: 'reduce', forcedColors: 'active' } }, async (at) => {
    await busy(at)
    const bell = tile(at.page, '201').locator('svg')
    assert.is(await bell.evaluate((element) => getComputedStyle(element).animationName), 'none')
    await at.page.emulateMedia({ reducedMotion: 'no-preference' })
    assert.is(await bell.evaluate((element) => getComputedStyle(element).animationName), 'swing')
    await shows(tile(at.page, '201'), 'Ringing')
    assert.is(await tile(at.page, '201').evaluate((element) => getComputedStyle(element).borderTopStyle), 'solid')
  }),
)

test.run()
