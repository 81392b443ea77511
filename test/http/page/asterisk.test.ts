/** The page on a real Asterisk, from the page alone: call, transfer, park, take back, pause, conference, end. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { connect } from '../../../src/index.js'
import type { Lab } from '../../asterisk/lab.js'
import { realLab } from '../../asterisk/real.js'
import { eventually } from '../../support/watching.js'
import { browserSuite } from './browser.js'
import { choosePhone, live, row, shows, type Stage, stage, tile } from './stage.js'

const test = browserSuite('the page on a real Asterisk', process.env['RX_ASTERISK_REAL'] !== 'no')

const CONFIG = ['../../asterisk/live', 'config'].map((each) => fileURLToPath(new URL(each, import.meta.url)))

const onAsterisk = async (play: (at: Stage, lab: Lab) => Promise<void>): Promise<void> => {
  const lab = await realLab({ config: CONFIG })
  try {
    for (const phone of ['200', '2222', '30']) await lab.phone(phone, { _tag: 'Answers', after: 100 })
    const at = await stage({
      asterisk: connect({ ...lab.options('full'), username: 'switchboard' }),
      options: { names: { '200': 'Kitchen' } },
    })
    try {
      await live(at.page)
      await play(at, lab)
    } finally {
      await at.close()
    }
  } finally {
    await lab.close()
  }
}

test('call, transfer, park, take back, pause, conference, end', () =>
  onAsterisk(async ({ page }, lab) => {
    const { keyboard } = page
    await choosePhone(page, '200')
    await page.getByRole('button', { name: 'Call…' }).click()
    await page.getByRole('dialog').getByLabel('Number').fill('2222')
    await keyboard.press('Enter')
    await shows(row(page, '2222'), 'Talking')
    await shows(tile(page, '2222'), /Talking\s+0:0\d/)

    await keyboard.press('1')
    await keyboard.press('t')
    await keyboard.type('30')
    await keyboard.press('Enter')
    await shows(tile(page, '30'), 'Talking')
    await shows(tile(page, '200'), 'Free')
    await shows(tile(page, '2222'), 'Talking')

    await keyboard.press('Escape')
    await keyboard.press('1')
    await keyboard.press('p')
    await shows(page.locator('#parked'), /70\d[\s\S]*back in/)
    await page.locator('#parked').getByRole('button', { name: 'Take' }).click()
    await shows(tile(page, '200'), 'Talking')
    await shows(page.locator('#parked'), 'No parked calls.')

    const card = page.locator('.q').filter({ hasText: 'support' })
    await card.getByLabel('Reason of the pause').fill('lunch')
    await card.locator('.li').filter({ hasText: 'Desk' }).getByRole('button', { name: 'Pause' }).click()
    await shows(card, /Paused: lunch\s+0:0\d/)
    await card.getByRole('button', { name: 'Resume' }).click()
    await eventually('the pause is over', async () => !(await card.innerText()).includes('Paused'))

    await lab.run('room-100', 'live', { number: '4711', name: 'Guest <b>' })
    const room = page.locator('#rooms')
    await shows(room, /100 \(1\)/)
    await room.getByRole('button', { name: 'Mute' }).click()
    await shows(room, 'muted')
    await room.getByRole('button', { name: 'Remove' }).click()
    await shows(room, 'No conferences.')

    await row(page, 'Kitchen').or(row(page, '2222')).first().locator('.open').click()
    await keyboard.press('e')
    await keyboard.press('Enter')
    await eventually('no channel lives', async () => (await lab.channels()).length === 0)
    await shows(page.locator('#calls'), 'No calls.')
    assert.is(await page.locator('.result.bad').count(), 0)
  }))

test.run()
