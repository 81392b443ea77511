import { EMPTY, NEVER } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LogicHandler } from '../../src/smarthome/index.js'
import { play, says, type Stage, tellAll } from './play.js'

const reloads = suite('reload')

const FON = '[office]\n[[fon]]\ntype = bool\nast_dev = 2222'

reloads('what did not change notices nothing: values, links, runs; what changed begins anew', () => {
  const before = { 'items/x.conf': `${FON}\n[n]\ntype = num`, 'etc/logic.conf': '[a]\ninit = yes\n[b]\ninit = yes' }
  const after = {
    'items/x.conf': `${FON}\n[n]\ntype = num\n[m]\ntype = num`,
    'etc/logic.conf': '[a]\ninit = yes\n[b]\ninit = yes\nx = 1',
  }
  const { what, faults: seen } = play({ files: before, handlers: tellAll('a', 'b') }, (stage) => {
    const { home, pbx, at, did, reload } = stage
    home.items.changes('*').subscribe(({ path, value }) => did([path, value]))
    at(1000, () => home.items.get('n')?.set(5))
    at(2000, () => {
      pbx.dial('PJSIP/200', '2222')
    })
    at(3000, () => {
      reload(after)
      did(['links', pbx.links(), home.items.get('n')?.value, home.items.get('m')?.value])
    })
    at(4000, () => home.items.get('m')?.set(6))
    at(5000, () => {
      pbx.hangup('PJSIP/200')
    })
  })
  assert.equal(what, [
    ['a', 'Init', null, null, null],
    ['b', 'Init', null, null, null],
    ['n', 5],
    ['office.fon', true],
    ['links', 1, 5, 0],
    ['b', 'Init', null, null, null],
    ['m', 6],
    ['office.fon', false],
  ])
  assert.equal(seen, [])
})

reloads('another handler takes over, and the run of the old one is aborted', () => {
  const files = { 'etc/logic.conf': '[a]\nast_userevent = Call' }
  const handlers = ({ did }: Stage): Readonly<Record<string, LogicHandler>> => ({
    a: (_, { signal }) => {
      signal.addEventListener('abort', () => {
        did('aborted')
      })
      return NEVER
    },
  })
  const { what } = play({ files, handlers }, (stage) => {
    says(stage, 1000, 'Call', {})
    stage.at(2000, () => {
      stage.reload(files, {
        a: () => {
          stage.did('new')
          return EMPTY
        },
      })
    })
    says(stage, 3000, 'Call', {})
  })
  assert.equal(what, ['aborted', 'new'])
})

reloads('an item that is gone completes, one of another type is another item', () => {
  const { what } = play(
    { files: { 'items/x.conf': '[a]\ntype = num\n[b]\ntype = num' } },
    ({ home, at, did, reload }) => {
      for (const path of ['a', 'b']) home.items.get(path)?.changes$.subscribe({ complete: () => did(`${path} ends`) })
      at(1000, () => {
        reload({ 'items/x.conf': '[a]\ntype = str' })
        did([home.items.get('a')?.value, home.items.get('b')])
      })
    },
  )
  assert.equal(what, ['a ends', 'b ends', ['', undefined]])
})

reloads('a device that an item follows no more leaves it alone', () => {
  const { what } = play({ files: { 'items/x.conf': FON } }, ({ home, pbx, at, did, reload }) => {
    home.items.changes('*').subscribe(({ value }) => did(value))
    at(1000, () => {
      reload({ 'items/x.conf': FON.replace('2222', '30') })
    })
    at(2000, () => {
      pbx.dial('PJSIP/200', '2222')
    })
  })
  assert.equal(what, [])
})

reloads('another password is another link, and the old one is closed with Logoff', () => {
  const { what } = play({ files: { 'items/x.conf': FON } }, ({ pbx, at, did, reload }) => {
    at(1000, () => {
      reload({
        'items/x.conf': FON,
        'etc/plugin.conf': '[ast]\nclass_path = plugins.asterisk\nusername = admin\npassword = "secret"\nhost = ::1',
      })
    })
    at(5000, () => did([pbx.links(), pbx.actions().filter(({ action }) => action === 'Logoff').length]))
  })
  assert.equal(what, [[1, 1]])
})

reloads.run()
