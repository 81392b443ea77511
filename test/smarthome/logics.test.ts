import { EMPTY, NEVER, timer } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LogicHandler, Trigger } from '../../src/smarthome/index.js'
import { LOGIC } from './page.js'
import { play, type Stage } from './play.js'

const triggers = suite('triggers of logics')
const overlaps = suite('overlapping runs')
const faults = suite('handlers that fail')
const reloads = suite('reload')
const log = suite('the call log')

const PAGE = { 'etc/logic.conf': LOGIC }
const BOB = { number: '0301', name: 'Bob' }

const tell =
  ({ did }: Stage, name: string): LogicHandler =>
  ({ by, source, value, dest }) => {
    did([name, by, source, value, dest])
  }
const tellAll =
  (...names: readonly string[]) =>
  (stage: Stage) =>
    Object.fromEntries(names.map((name) => [name, tell(stage, name)]))
const says = ({ pbx, at }: Stage, ms: number, name: string, headers: Readonly<Record<string, string>>): void => {
  at(ms, () => {
    pbx.userEvent(name, headers)
  })
}

triggers('S12: the page’s logic1 runs for its UserEvent with by, source, value and dest, and logic2 does not', () => {
  const { what } = play({ files: PAGE, handlers: tellAll('logic1', 'logic2') }, (stage) => {
    says(stage, 1000, 'Call', { Source: '0301', Value: 'Bob' })
    says(stage, 2000, 'Action', { Source: '0302' })
    says(stage, 3000, 'call', { Source: '0303' })
  })
  assert.equal(what, [
    ['logic1', 'Asterisk', '0301', 'Bob', null],
    ['logic2', 'Asterisk', '0302', null, null],
  ])
})

triggers(
  'S13b, S13c, S13h: a missing value is null, an empty one empty, names are trimmed and of any case, Destination is dest',
  () => {
    const { what } = play({ files: PAGE, handlers: tellAll('logic1') }, (stage) => {
      says(stage, 1000, 'Call', { Source: '1', Value: '' })
      says(stage, 2000, 'Call', { ' source': '2', VALUE: 'x', Destination: 'Office' })
      says(stage, 3000, 'Call', { Source: '3', Valued: 'yes' })
    })
    assert.equal(what, [
      ['logic1', 'Asterisk', '1', '', null],
      ['logic1', 'Asterisk', '2', 'x', 'Office'],
      ['logic1', 'Asterisk', '3', null, null],
    ])
  },
)

triggers('the trigger has the whole event, with the caller that cannot be forged and the connection’s name', () => {
  const seen: Trigger[] = []
  play({ files: PAGE, handlers: () => ({ logic1: (trigger) => void seen.push(trigger) }) }, ({ pbx, at }) => {
    at(1000, () => {
      pbx.userEvent('Call', { Source: '110' }, BOB)
    })
  })
  const event = seen[0]?.event
  assert.equal(event?.origin, 'ast')
  assert.ok(event?.channel._tag === 'Some')
  assert.equal(event.channel.value.callerId.number, { _tag: 'Some', value: '0301' })
})

triggers('S13g: one logic hears several names, and several logics hear one, in the order of the configuration', () => {
  const files = { 'etc/logic.conf': '[b]\nast_userevent = Call | Action\n[a]\nast_userevent = Call' }
  const { what } = play({ files, handlers: tellAll('a', 'b') }, (stage) => {
    says(stage, 1000, 'Call', { Source: '1' })
    says(stage, 2000, 'Action', { Source: '2' })
  })
  assert.equal(
    what.map((each) => String(each).slice(0, 12)),
    ['b,Asterisk,1', 'a,Asterisk,1', 'b,Asterisk,2'],
  )
})

triggers('a watched item triggers by Item with its path and value, by wildcards and attributes too', () => {
  const files = {
    'items/x.conf':
      '[office]\n[[fon]]\ntype = bool\nast_dev = 2222\n[[lamp]]\ntype = num\nknx = 1\n[[other]]\ntype = num',
    'etc/logic.conf': '[a]\nwatch_item = *.fon | *:knx\n[b]\nwatch_item = office.other',
  }
  const { what } = play({ files, handlers: tellAll('a', 'b') }, ({ home, pbx, at }) => {
    at(1000, () => {
      pbx.dial('PJSIP/200', '2222')
    })
    at(2000, () => home.items.get('office.lamp')?.set(5))
    at(3000, () => home.items.get('office.other')?.set(7))
  })
  assert.equal(what.slice(0, 3), [
    ['a', 'Item', 'office.fon', true, null],
    ['a', 'Item', 'office.lamp', 5, null],
    ['b', 'Item', 'office.other', 7, null],
  ])
})

triggers('an item that several patterns of one logic fit triggers it once', () => {
  const files = { 'items/x.conf': '[a]\ntype = num', 'etc/logic.conf': '[l]\nwatch_item = a | * | a' }
  const { what } = play({ files, handlers: tellAll('l') }, ({ home, at }) => {
    at(1000, () => home.items.get('a')?.set(5))
  })
  assert.is(what.length, 1)
})

triggers('init runs once at the start, with its value', () => {
  const files = { 'etc/logic.conf': '[a]\ncrontab = init = 5\n[b]\ninit = yes' }
  const { what } = play({ files, handlers: tellAll('a', 'b') }, () => undefined)
  assert.equal(what, [
    ['a', 'Init', null, '5', null],
    ['b', 'Init', null, null, null],
  ])
})

triggers('a logic that is not enabled does not run, one without a handler is a fault', () => {
  const files = { 'etc/logic.conf': '[a]\ninit = yes\nenabled = no\n[b]\nast_userevent = Call' }
  const { what, faults: seen } = play({ files, handlers: tellAll('a') }, (stage) => {
    says(stage, 1000, 'Call', {})
  })
  assert.equal([what, seen], [[], [{ _tag: 'NoHandler', logic: 'b' }]])
})

triggers('a handler sets items, triggers other logics, reads its own attributes and acts on Asterisk', () => {
  const files = {
    'items/x.conf': '[music]\n[[pause]]\ntype = bool',
    'etc/logic.conf': '[a]\nast_userevent = Call\nvolume = 30\n[b]\nwatch_item = none',
  }
  const handlers = (stage: Stage): Readonly<Record<string, LogicHandler>> => ({
    a: ({ value }, { items, asterisk, connections, trigger, logic }) => {
      if (value === 'Mum') items.of('music.pause', 'bool').set(true)
      trigger('b', logic.attributes.get('volume'))
      assert.is(connections.get('ast'), asterisk)
      return asterisk.dbWrite('dnd/office', true)
    },
    b: tell(stage, 'b'),
  })
  const { what, faults: seen } = play({ files, handlers }, (stage) => {
    says(stage, 1000, 'Call', { Value: 'Mum' })
    stage.at(2000, () =>
      stage.did([stage.home.items.get('music.pause')?.value, stage.pbx.database().get('dnd/office')]),
    )
  })
  assert.equal(
    [what, seen],
    [
      [
        ['b', 'Logic', 'a', '30', null],
        [true, '1'],
      ],
      [],
    ],
  )
})

triggers('a logic is triggered by hand, and one that is not there is refused', () => {
  const { what } = play({ files: PAGE, handlers: tellAll('logic1') }, ({ home, at }) => {
    at(1000, () => {
      home.trigger('logic1', 5)
    })
    assert.throws(() => {
      home.trigger('logic9')
    }, /there is no logic logic9/)
  })
  assert.equal(what, [['logic1', 'Logic', null, 5, null]])
})

triggers('run$ tells of each run when it begins, and not of a logic without a handler', () => {
  const { what } = play({ files: PAGE, handlers: tellAll('logic1') }, (stage) => {
    stage.home.run$.subscribe(({ logic, trigger }) => stage.did([logic, trigger.source]))
    says(stage, 1000, 'Call', { Source: '1' })
    says(stage, 2000, 'Action', { Source: '2' })
  })
  assert.equal(what, [
    ['logic1', '1'],
    ['logic1', 'Asterisk', '1', null, null],
  ])
})

triggers('S13: a thousand events at once are a thousand runs in their order, for each of two logics', () => {
  const files = { 'etc/logic.conf': '[a]\nast_userevent = Call\n[b]\nast_userevent = Call\noverlap = queue' }
  const begun: Record<string, (string | null)[]> = { a: [], b: [] }
  const slow =
    (name: string): LogicHandler =>
    ({ source }) => {
      begun[name]?.push(source)
      return timer(10)
    }
  const wanted = Array.from({ length: 1000 }, (_, index) => String(index))
  const { faults: seen } = play({ files, handlers: () => ({ a: slow('a'), b: slow('b') }) }, ({ pbx, at }) => {
    at(1000, () => {
      for (const source of wanted) pbx.userEvent('Call', { Source: source })
    })
  })
  assert.equal(begun, { a: wanted, b: wanted })
  assert.equal(seen, [])
})

/** Three triggers 100 ms apart to a handler that needs 250 ms: when each began and ended, or was aborted. */
const overlapping = (overlap: string) => {
  const files = { 'etc/logic.conf': `[l]\nast_userevent = Call\n${overlap}` }
  const handlers = (stage: Stage): Readonly<Record<string, LogicHandler>> => ({
    l: ({ source }, { signal }) => {
      stage.did(`begin ${String(source)}`)
      signal.addEventListener('abort', () => {
        stage.did(`abort ${String(source)}`)
      })
      return timer(250)
    },
  })
  return play({ files, handlers, seconds: 10 }, (stage) => {
    for (const n of [0, 1, 2]) says(stage, 1000 + n * 100, 'Call', { Source: String(n) })
  }).effects
}

overlaps('parallel, as in smarthome.py, is what counts when nothing is said', () => {
  const expected = [
    [1000, 'begin 0'],
    [1100, 'begin 1'],
    [1200, 'begin 2'],
  ]
  assert.equal(overlapping(''), expected)
  assert.equal(overlapping('overlap = parallel'), expected)
})

overlaps('queue: one after the other', () => {
  assert.equal(overlapping('overlap = queue'), [
    [1000, 'begin 0'],
    [1250, 'begin 1'],
    [1500, 'begin 2'],
  ])
})

overlaps('drop: what comes meanwhile is given up', () => {
  assert.equal(overlapping('overlap = drop'), [[1000, 'begin 0']])
})

overlaps('restart: the run before is aborted', () => {
  assert.equal(overlapping('overlap = restart'), [
    [1000, 'begin 0'],
    [1100, 'abort 0'],
    [1100, 'begin 1'],
    [1200, 'abort 1'],
    [1200, 'begin 2'],
  ])
})

faults('S13f: a handler that throws is reported once, and the next event triggers it and the others again', () => {
  let runs = 0
  const handlers = (stage: Stage): Readonly<Record<string, LogicHandler>> => ({
    a: () => {
      runs += 1
      if (runs === 1) throw new Error('the lamp is broken')
      stage.did('a')
    },
    b: () => {
      stage.did('b')
    },
  })
  const files = { 'etc/logic.conf': '[a]\nast_userevent = Call\n[b]\nast_userevent = Call' }
  const { what, faults: seen } = play({ files, handlers }, (stage) => {
    says(stage, 1000, 'Call', {})
    says(stage, 2000, 'Call', {})
  })
  assert.equal(what, ['b', 'a', 'b'])
  assert.equal(
    seen.map((fault) => (fault._tag === 'LogicFault' ? [fault.logic, fault.failure._tag] : fault)),
    [['a', 'HandlerFailed']],
  )
})

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

const cdr = (
  pbx: Stage['pbx'],
  source: string,
  id: string,
  seconds: number,
  name = '',
  channel = 'PJSIP/trunk-00000001',
): void => {
  pbx.send(
    'Event: Cdr',
    'Privilege: cdr,all',
    `Channel: ${channel}`,
    `Source: ${source}`,
    'Destination: 2222',
    `CallerID: "${name}" <${source}>`,
    'StartTime: 2026-11-25 03:00:00',
    `Duration: ${seconds + 5}`,
    `BillableSeconds: ${seconds}`,
    `UniqueID: ${id}`,
  )
}

log('B3: incoming calls only, the newest first, as a stream and as an item', () => {
  const { what } = play({}, ({ home, pbx, at, did }) => {
    home.callLog$.subscribe((calls) => did(calls.map(({ number }) => number)))
    at(1000, () => {
      cdr(pbx, '030123456', '1.1', 7, 'Bob')
    })
    at(2000, () => {
      cdr(pbx, '2222', '1.2', 7)
    })
    at(3000, () => {
      cdr(pbx, '040123456', '1.3', 0)
    })
    at(4000, () => did(home.items.of('env.asterisk.log.in', 'list').value))
  })
  const [empty, first, both, item] = what
  assert.equal([empty, first, both], [[], ['030123456'], ['040123456', '030123456']])
  const start = '2026-11-25 03:00:00'
  assert.equal(item, [
    { start, name: '', number: '040123456', duration: 0, direction: '<=' },
    { start, name: 'Bob', number: '030123456', duration: 7, direction: '<=' },
  ])
})

log('B3: fifty are kept, or as many as one says, and who counts as incoming can be chosen', () => {
  const filled = (callLog: object) =>
    play({ house: { callLog } }, ({ home, pbx, at, did }) => {
      at(1000, () => {
        for (let n = 1; n <= 60; n += 1) cdr(pbx, `0301${n}`, `1.${n}`, 0)
        cdr(pbx, '11', '2.1', 0)
      })
      at(2000, () => home.callLog$.subscribe((calls) => did([calls.length, calls[0]?.number, calls.at(-1)?.number])))
    }).what
  assert.equal(filled({}), [[50, '030160', '030111']])
  assert.equal(filled({ keep: 2 }), [[2, '030160', '030159']])
  assert.equal(filled({ keep: 2, incoming: (number: string) => number.length < 5 }), [[1, '11', '11']])
})

log('a Local channel is a part of a call, and a hidden number is nobody’s', () => {
  const { what } = play({}, ({ home, pbx, at, did }) => {
    at(1000, () => {
      cdr(pbx, '030123456', '1.1', 7, '', 'Local/ringall@door-00000001;2')
      cdr(pbx, '', '1.2', 7)
      cdr(pbx, '<unknown>', '1.3', 7)
    })
    at(2000, () => home.callLog$.subscribe((calls) => did(calls.length)))
  })
  assert.equal(what, [0])
})

log('a call that rang several phones is one entry, talked as long as with the one that answered', () => {
  const { what } = play({}, ({ home, pbx, at, did }) => {
    at(1000, () => {
      cdr(pbx, '030123456', '1.1', 0)
      cdr(pbx, '030123456', '1.1', 42)
      cdr(pbx, '030123456', '1.1', 0)
    })
    at(2000, () => home.callLog$.subscribe((calls) => did(calls.map(({ duration }) => duration))))
  })
  assert.equal(what, [[42]])
})

triggers.run()
overlaps.run()
faults.run()
reloads.run()
log.run()
