import { EMPTY, NEVER, take } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LogicHandler } from '../../src/smarthome/index.js'
import { noteAllTriggers, play, PLUGIN, sendUserEvent, type Stage } from './play.js'

const reloads = suite('reload')

const FON = '[office]\n[[fon]]\ntype = bool\nast_dev = 2222'

reloads('unchanged values, links and runs go on; changed ones start again', () => {
  const before = { 'items/x.conf': `${FON}\n[n]\ntype = num`, 'etc/logic.conf': '[a]\ninit = yes\n[b]\ninit = yes' }
  const after = {
    'items/x.conf': `${FON}\n[n]\ntype = num\n[m]\ntype = num`,
    'etc/logic.conf': '[a]\ninit = yes\n[b]\ninit = yes\nx = 1',
  }
  const { what, faults: seen } = play({ files: before, handlers: noteAllTriggers('a', 'b') }, (stage) => {
    const { home, pbx, at, note, reload } = stage
    home.items.changes('*').subscribe(({ path, value }) => note([path, value]))
    at(1000, () => home.items.get('n')?.set(5))
    at(2000, () => {
      pbx.dial('PJSIP/200', '2222')
    })
    at(3000, () => {
      reload(after)
      note(['links', pbx.links(), home.items.get('n')?.value, home.items.get('m')?.value])
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

reloads('a new handler replaces the old one, whose run is aborted', () => {
  const files = { 'etc/logic.conf': '[a]\nast_userevent = Call' }
  const handlers = ({ note }: Stage): Readonly<Record<string, LogicHandler>> => ({
    a: (_, { signal }) => {
      signal.addEventListener('abort', () => {
        note('aborted')
      })
      return NEVER
    },
  })
  const { what } = play({ files, handlers }, (stage) => {
    sendUserEvent(stage, 1000, 'Call', {})
    stage.at(2000, () => {
      stage.reload(files, {
        a: () => {
          stage.note('new')
          return EMPTY
        },
      })
    })
    sendUserEvent(stage, 3000, 'Call', {})
  })
  assert.equal(what, ['aborted', 'new'])
})

reloads('an item that is gone completes; an item with another type is a new one', () => {
  const { what } = play(
    { files: { 'items/x.conf': '[a]\ntype = num\n[b]\ntype = num' } },
    ({ home, at, note, reload }) => {
      for (const path of ['a', 'b']) home.items.get(path)?.changes$.subscribe({ complete: () => note(`${path} ends`) })
      at(1000, () => {
        reload({ 'items/x.conf': '[a]\ntype = str' })
        note([home.items.get('a')?.value, home.items.get('b')])
      })
    },
  )
  assert.equal(what, ['a ends', 'b ends', ['', undefined]])
})

reloads('an item no longer changes with a device that it does not follow any more', () => {
  const { what } = play({ files: { 'items/x.conf': FON } }, ({ home, pbx, at, note, reload }) => {
    home.items.changes('*').subscribe(({ value }) => note(value))
    at(1000, () => {
      reload({ 'items/x.conf': FON.replace('2222', '30') })
    })
    at(2000, () => {
      pbx.dial('PJSIP/200', '2222')
    })
  })
  assert.equal(what, [])
})

reloads('another password opens another link, and the old one is closed with Logoff', () => {
  const { what } = play({ files: { 'items/x.conf': FON } }, ({ pbx, at, note, reload }) => {
    at(1000, () => {
      reload({
        'items/x.conf': FON,
        'etc/plugin.conf': '[ast]\nclass_path = plugins.asterisk\nusername = admin\npassword = "secret"\nhost = ::1',
      })
    })
    // earlier than the end of the linger
    at(1500, () => note([pbx.links(), pbx.actions().filter(({ action }) => action === 'Logoff').length]))
  })
  assert.equal(what, [[1, 1]])
})

reloads('a connection that is gone has no status any more', () => {
  const two = `${PLUGIN}\n[pbx2]\nplugin_name = asterisk\ninstance = two\nusername = admin\npassword = secret`
  const { what } = play({ files: { 'etc/plugin.conf': two } }, ({ home, at, note, reload }) => {
    const names = () => {
      home.status$
        .pipe(take(9))
        .subscribe(({ connection, status }) => note([connection, status._tag]))
        .unsubscribe()
    }
    at(1000, names)
    at(2000, () => {
      reload({ 'etc/plugin.conf': PLUGIN })
      names()
      note([...home.connections.keys()])
    })
  })
  assert.equal(what, [['ast', 'Ready'], ['pbx2', 'Ready'], ['ast', 'Ready'], ['ast']])
})

reloads('a closed house stays closed', () => {
  const files = { 'items/x.conf': FON, 'etc/logic.conf': '[a]\ninit = yes' }
  const { what } = play({ files, handlers: noteAllTriggers('a'), seconds: 1 }, ({ home, pbx, at, note, reload }) => {
    at(2000, () => {
      note('closed')
      reload(files)
      home.start()
    })
    at(5000, () => note(pbx.links()))
  })
  assert.equal(what, [['a', 'Init', null, null, null], 'closed', 0])
})

reloads.run()
