/** `npm run pictures`: the pictures of docs/switchboard.md, from the real page; `--tree` prints what a screen reader gets instead. */
import type { SimulateOptions } from '../../../src/testing/index.js'
import { closeBrowser } from './browser.js'
import { choosePhone, live, row, shows, stage, type Stage } from './stage.js'

const PEOPLE = [
  'Reception', 'Anna Berg', 'Bo Carlsson', 'Carla Diaz', 'Deniz Er', 'Eva Fuchs', 'Front door', 'Goran Hill', 'Hana Ito', 'Ivo Jansen',
  'Jana Kern', 'Karl Lund', 'Lea Moser', 'Mia Novak', 'Workshop', 'Omar Pasha', 'Paula Quint', 'Ravi Singh', 'Sara Thom', 'Tom Unger',
] // prettier-ignore

const numberOf = (index: number): string => String(2001 + index)
const phone = (name: string): string => `PJSIP/${numberOf(PEOPLE.indexOf(name))}`

const RINGING = ['Anna Berg', 'Workshop']

const HOUSE: SimulateOptions = {
  endpoints: {
    ...Object.fromEntries(
      PEOPLE.map((name) => [
        phone(name),
        RINGING.includes(name) ? ({ _tag: 'Rings' } as const) : ({ _tag: 'Answers', after: 10 } as const),
      ]),
    ),
    'PJSIP/trunk': { _tag: 'Answers', after: 10 },
  },
  callerIds: {
    ...Object.fromEntries(PEOPLE.map((name) => [phone(name), `${name} <${phone(name).slice(6)}>`])),
    'PJSIP/trunk': 'Lindqvist AB <+4685550123>',
  },
  queues: {
    Sales: { members: ['Anna Berg', 'Workshop', 'Jana Kern'].map(phone), entries: [] },
    Service: { members: ['Sara Thom', 'Tom Unger'].map(phone), entries: [] },
  },
}

const OPTIONS = {
  names: Object.fromEntries(PEOPLE.map((name, index) => [numberOf(index), name])),
  groups: {
    Sales: { devices: PEOPLE.slice(0, 10).map((_, index) => numberOf(index)) },
    Service: { devices: PEOPLE.slice(10).map((_, index) => numberOf(index + 10)) },
  },
  mailboxes: ['2001'],
  title: 'Head office',
}

/** An afternoon in an office. */
const busy = async ({ page, pbx }: Stage): Promise<void> => {
  await live(page)
  const calls: readonly (readonly [string, string])[] = [
    ['Front door', 'Anna Berg'],
    ['PJSIP/trunk', 'Workshop'],
    ['Goran Hill', 'Tom Unger'],
    ['Karl Lund', 'Lea Moser'],
    ['Hana Ito', 'Carla Diaz'],
  ]
  for (const [from, to] of calls) pbx.dial(from.startsWith('PJSIP/') ? from : phone(from), numberOf(PEOPLE.indexOf(to)))
  pbx.phone(phone('Ivo Jansen'), { _tag: 'Unregistered' })
  const sales = pbx.queue('Sales')
  sales.join('PJSIP/trunk')
  sales.join('PJSIP/trunk')
  sales.pause(phone('Jana Kern'), 'lunch')
  pbx.park('PJSIP/trunk')
  for (const name of ['Omar Pasha', 'Paula Quint']) pbx.conference('100').join(phone(name))
  pbx.userEvent('Door', { Source: 'gate', Value: 'bell' })
  await shows(page.locator('#phones'), /Ringing[\s\S]*Talking/)
  pbx.hold(phone('Hana Ito'))
  await shows(page.locator('#phones'), 'On hold')
  await page.waitForTimeout(3000)
}

const SIZES = { desktop: [1120, 500], phone: [390, 780], wall: [1060, 620], stale: [1060, 500] } as const
type Picture = keyof typeof SIZES

const PREPARE: Readonly<Record<Picture, (at: Stage) => Promise<void>>> = {
  desktop: async ({ page }) => {
    await choosePhone(page, '2001')
    await row(page, 'Goran Hill').locator('.open').click()
    await page.locator('#target').fill('2')
  },
  phone: async ({ page }) => {
    await page.locator('#calls').waitFor()
  },
  wall: async ({ page }) => {
    await page.locator('#clock').waitFor()
  },
  stale: async ({ page, pbx }) => {
    pbx.faults.banner('')
    pbx.faults.drop()
    await shows(page.locator('#banner'), 'No link to Asterisk since')
    await page.waitForTimeout(2000)
  },
}

const take = async (name: Picture): Promise<void> => {
  const [width, height] = SIZES[name]
  const at = await stage({
    simulated: HOUSE,
    options: OPTIONS,
    path: name === 'wall' ? '/#wall' : '/',
    browser: { viewport: { width, height }, reducedMotion: 'reduce' },
  })
  try {
    await busy(at)
    await PREPARE[name](at)
    if (process.argv.includes('--tree')) console.log(`\n# ${name}\n\n${await at.page.locator('body').ariaSnapshot()}`)
    else {
      const picture = await at.page.screenshot({ path: `docs/pictures/switchboard-${name}.png` })
      console.log(`docs/pictures/switchboard-${name}.png: ${(picture.length / 1000).toFixed(0)} KB`)
    }
  } finally {
    await at.close()
  }
}

const names = process.argv.includes('--tree')
  ? (['desktop'] as const)
  : (['desktop', 'phone', 'wall', 'stale'] as const)
for (const name of names) await take(name)
await closeBrowser()
