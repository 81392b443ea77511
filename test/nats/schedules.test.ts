/** The promises of a fleet, over the real code and a log in memory, on random schedules. `npm run fleet:schedules` runs 100,000. */
import { suite } from 'uvu'
import { keepsPromises } from './campaign.js'

const COUNT = 300

const test = suite('schedules')

test('with timestamps: no old epoch, no frame twice, no loss without a gap, no action twice, NotSent never sent', () => {
  keepsPromises({ count: COUNT, isStamped: true })
})

test('without timestamps: no old epoch, no action twice, NotSent never sent', () => {
  keepsPromises({ count: COUNT, isStamped: false })
})

test.run()
