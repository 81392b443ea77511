import { suite } from 'uvu'
import { closeBrowser, hasBrowser } from './browser.js'
import { live, on, row, shows, tile } from './stage.js'

const test = suite('first')
const only = hasBrowser ? test : test.skip
test.after(closeBrowser)

only(
  'draws',
  on({}, async ({ page, pbx }) => {
    await live(page)
    pbx.dial('PJSIP/200', '201')
    pbx.dial('PJSIP/300', '202')
    await shows(row(page, 'Kitchen'), 'Ringing')
    await shows(tile(page, '202'), 'Talking')
    await page.screenshot({ path: '/tmp/smoke.png' })
  }),
)
test.run()
