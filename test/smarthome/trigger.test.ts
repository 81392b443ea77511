import { timer } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LogicHandler, LogicTrigger } from '../../src/smarthome/index.js'
import { LOGIC } from '../support/page.js'
import { noteAllTriggers, noteTriggers, play, sendUserEvent, type Stage } from './play.js'

const triggers = suite('triggers of logics')

const PAGE = { 'etc/logic.conf': LOGIC }
const BOB = { number: '0301', name: 'Bob' }

triggers('S12: the page’s logic1 runs for its UserEvent with by, source, value and dest, and logic2 does not', () => {
  const { what } = play({ files: PAGE, handlers: noteAllTriggers('logic1', 'logic2') }, (stage) => {
    sendUserEvent(stage, 1000, 'Call', { Source: '0301', Value: 'Bob' })
    sendUserEvent(stage, 2000, 'Action', { Source: '0302' })
    sendUserEvent(stage, 3000, 'call', { Source: '0303' })
  })
  assert.equal(what, [
    ['logic1', 'Asterisk', '0301', 'Bob', null],
    ['logic2', 'Asterisk', '0302', null, null],
  ])
})

triggers(
  'S13b, S13c, S13h: a missing value is null, an empty one empty, names are trimmed and of any case, Destination is dest',
  () => {
    const { what } = play({ files: PAGE, handlers: noteAllTriggers('logic1') }, (stage) => {
      sendUserEvent(stage, 1000, 'Call', { Source: '1', Value: '' })
      sendUserEvent(stage, 2000, 'Call', { ' source': '2', VALUE: 'x', Destination: 'Office' })
      sendUserEvent(stage, 3000, 'Call', { Source: '3', Valued: 'yes' })
    })
    assert.equal(what, [
      ['logic1', 'Asterisk', '1', '', null],
      ['logic1', 'Asterisk', '2', 'x', 'Office'],
      ['logic1', 'Asterisk', '3', null, null],
    ])
  },
)

triggers('the trigger has the whole event, with the caller that cannot be forged and the connection’s name', () => {
  const seen: LogicTrigger[] = []
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

triggers(
  'S13g: one logic runs for several names, and several logics for one, in the order of the configuration',
  () => {
    const files = { 'etc/logic.conf': '[b]\nast_userevent = Call | Action\n[a]\nast_userevent = Call' }
    const { what } = play({ files, handlers: noteAllTriggers('a', 'b') }, (stage) => {
      sendUserEvent(stage, 1000, 'Call', { Source: '1' })
      sendUserEvent(stage, 2000, 'Action', { Source: '2' })
    })
    assert.equal(
      what.map((each) => String(each).slice(0, 12)),
      ['b,Asterisk,1', 'a,Asterisk,1', 'b,Asterisk,2'],
    )
  },
)

triggers('a watched item triggers by Item with its path and value, by wildcards and attributes too', () => {
  const files = {
    'items/x.conf':
      '[office]\n[[fon]]\ntype = bool\nast_dev = 2222\n[[lamp]]\ntype = num\nknx = 1\n[[other]]\ntype = num',
    'etc/logic.conf': '[a]\nwatch_item = *.fon | *:knx\n[b]\nwatch_item = office.other',
  }
  const { what } = play({ files, handlers: noteAllTriggers('a', 'b') }, ({ home, pbx, at }) => {
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

triggers('an item that matches several patterns of one logic triggers it once', () => {
  const files = { 'items/x.conf': '[a]\ntype = num', 'etc/logic.conf': '[l]\nwatch_item = a | * | a' }
  const { what } = play({ files, handlers: noteAllTriggers('l') }, ({ home, at }) => {
    at(1000, () => home.items.get('a')?.set(5))
  })
  assert.is(what.length, 1)
})

triggers('init runs once at the start, with its value', () => {
  const files = { 'etc/logic.conf': '[a]\ncrontab = init = 5\n[b]\ninit = yes' }
  const { what } = play({ files, handlers: noteAllTriggers('a', 'b') }, () => undefined)
  assert.equal(what, [
    ['a', 'Init', null, '5', null],
    ['b', 'Init', null, null, null],
  ])
})

triggers('a logic that is not enabled does not run, one without a handler is a fault', () => {
  const files = { 'etc/logic.conf': '[a]\ninit = yes\nenabled = no\n[b]\nast_userevent = Call' }
  const { what, faults: seen } = play({ files, handlers: noteAllTriggers('a') }, (stage) => {
    sendUserEvent(stage, 1000, 'Call', {})
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
    b: noteTriggers(stage, 'b'),
  })
  const { what, faults: seen } = play({ files, handlers }, (stage) => {
    sendUserEvent(stage, 1000, 'Call', { Value: 'Mum' })
    stage.at(2000, () =>
      stage.note([stage.home.items.get('music.pause')?.value, stage.pbx.database().get('dnd/office')]),
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

triggers('a logic is triggered by code; an unknown one is refused', () => {
  const { what } = play({ files: PAGE, handlers: noteAllTriggers('logic1') }, ({ home, at }) => {
    at(1000, () => {
      home.trigger('logic1', 5)
    })
    assert.throws(() => {
      home.trigger('logic9')
    }, /there is no logic logic9/)
  })
  assert.equal(what, [['logic1', 'Logic', null, 5, null]])
})

triggers('run$ emits each run at its beginning, and none for a logic without a handler', () => {
  const { what } = play({ files: PAGE, handlers: noteAllTriggers('logic1') }, (stage) => {
    stage.home.run$.subscribe(({ logic, trigger }) => stage.note([logic, trigger.source]))
    sendUserEvent(stage, 1000, 'Call', { Source: '1' })
    sendUserEvent(stage, 2000, 'Action', { Source: '2' })
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

triggers.run()
