/** Live tables: rows of the past are marked, and a phone that is not registered is away. */
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { marked } from '../../src/cli/liveTable.js'
import { house, stopped } from './house.js'
import { inside } from '../support/inside.js'
import { start } from '../support/program.js'
import { eventually } from '../support/watching.js'

const old = suite('tables during an outage')

old('rows have the time that they are from', () => {
  assert.equal(marked(['DEVICE  STATE', '200     talks', '30      idle'], undefined).length, 3)
  const [head, first, last] = marked(['DEVICE  STATE', '200     talks', '30      idle'], Date.now())
  assert.is(head, 'DEVICE  STATE')
  assert.match(first ?? '', /^200 {5}talks {2}as of \d\d:\d\d:\d\d$/)
  assert.match(last ?? '', /^30 {6}idle {3}as of \d\d:\d\d:\d\d$/)
})

old('a table marks its rows while the link is away, and until the lists have come', async () => {
  const home = await house()
  home.pbx.dial('PJSIP/200', '2222')
  const stop$ = new Subject<'SIGINT'>()
  let text = ''
  const heard = (more: string): void => {
    text += more
  }
  const shows = (what: string, wanted: RegExp): Promise<void> => eventually(what, () => wanted.test(text), 15_000)
  const seen = inside(['devices'], { env: home.as('minimal'), screen: true, stop$, heard })
  await shows('the call', /PJSIP\/200 +talks[^\n]*\d\n/)
  home.pbx.faults.kill()
  await shows('the outage', /as of/)
  text = ''
  home.pbx.faults.start()
  await shows('the new link', /logged in/)
  await shows('rows that are current', /logged in[^]*PJSIP\/200 +idle *\n/)
  stop$.next('SIGINT')
  const { code, out } = await seen
  await home.pbx.close()
  assert.is(code, 0)
  const drawings = out.split(/\x1b\[\d+A\x1b\[J/).filter((each) => each.includes('PJSIP/200'))
  const away = drawings.filter((each) => /cannot be reached|was lost/.test(each))
  assert.ok(away.length > 0, out)
  for (const each of away) {
    assert.match(each, /^\d\d:\d\d:\d\d /)
    assert.match(each, /PJSIP\/200 +talks .* as of \d\d:\d\d:\d\d\n/)
  }
  assert.ok(
    drawings.some((each) => !each.includes('as of') && each.includes('talks')),
    out,
  )
  assert.match(drawings.at(-1) ?? '', 'logged in')
  assert.not.match(drawings.at(-1) ?? '', 'as of')
})

old('B5: a phone that is not registered is away, and no healthy idle phone', async () => {
  const home = await house({ endpoints: { 'PJSIP/30': { _tag: 'Unregistered' }, 'PJSIP/31': { _tag: 'Busy' } } })
  const once = await inside(['devices', '--once'], { env: home.as('minimal') })
  assert.match(once.out, /^PJSIP\/30 +away$/m)
  assert.match(once.out, /^PJSIP\/31 +idle$/m)
  const watching = await start(['devices', 'PJSIP/31', '30', '--json'], { env: home.as('minimal') })
  await watching.prints('"device":"30","state":"away","busy":false')
  home.pbx.phone('PJSIP/31', { _tag: 'Unregistered' })
  await watching.prints('"device":"PJSIP/31","state":"away"')
  home.pbx.phone('PJSIP/30', { _tag: 'Rings' })
  await watching.prints('"device":"30","state":"idle"')
  assert.is((await stopped(watching, home)).code, 0)
})

old.run()
