/** Devices and channels beside an independent model, over random legal histories of calls and links. */
import * as O from 'fp-ts/lib/Option.js'
import * as fc from 'fast-check'
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Channel, type DeviceState, type Frame, streams } from '../../src/index.js'
import { exchange, type Exchange, type Line } from './exchange.js'
import { happen, type Happening, history, PHONES, settle } from './history.js'

/** `2222` stands for both of its technologies. */
const DEVICES = [...PHONES, '2222', 'pjsip/2222'] as const

const linesOf = (lines: readonly Line[], device: string): readonly Line[] =>
  lines.filter(({ name }) => {
    const own = name.slice(0, name.lastIndexOf('-'))
    return device.includes('/')
      ? own.toLowerCase() === device.toLowerCase()
      : own.slice(own.indexOf('/') + 1) === device
  })

/** The activity of a phone, in the words of `deviceState`. Several are correct when a hold began or ended during an outage. */
const activities = (lines: readonly Line[]): readonly DeviceState['_tag'][] => {
  const up = lines.filter(({ state }) => state === 'Up')
  const sure = up.filter(({ holdUnseen }) => !holdUnseen)
  const others = lines.some(({ state }) => state === 'Ring')
    ? 'Dialing'
    : lines.some(({ state }) => state !== 'Up')
      ? 'Ringing'
      : up.length > 0
        ? 'OnHold'
        : 'Idle'
  if (sure.some(({ held }) => !held)) return ['Talking']
  return up.some(({ holdUnseen }) => holdUnseen) ? ['Talking', others] : [others]
}

/** When a device was idle or busy in truth. */
const timeline = () => {
  const turns: { readonly at: number; readonly busy: boolean }[] = []
  return {
    see: (at: number, busy: boolean): void => {
      if (turns.at(-1)?.busy !== busy) turns.push({ at, busy })
    },
    /** True when the phone had this value at any time since then. */
    was: (busy: boolean, since: number): boolean =>
      turns.some((turn, index) => turn.busy === busy && (turns[index + 1]?.at ?? Infinity) > since),
  }
}

/** Plays a history; asserts that in the end all is true, and that nothing was said on the way that was not so. */
const holds = (happenings: readonly Happening[]): void => {
  const frame$ = new Subject<Frame>()
  const truth = new Map(DEVICES.map((name) => [name, timeline()]))
  const look = (): void => {
    for (const [name, { see }] of truth) see(pbx.now(), linesOf(pbx.lines(), name).length > 0)
  }
  const pbx: Exchange = exchange((frame) => frame$.next(frame), look)
  const { device, deviceState, channel$ } = streams(frame$, { start: 'snapshot' })
  // a list may run ahead of older events, which then show an old name again for a moment; no Asterisk since 12 renames
  const renames = happenings.some(({ op }) => op === 'rename')
  // a channel that two lists in a row miss is taken for dead until its next event, and one that is new to us needs only one
  const missed = (): boolean => pbx.lines().some((line) => line.missed > (line.known ? 1 : 0))
  const lies: string[] = []
  const busy = new Map<string, boolean>()
  const states = new Map<string, DeviceState>()
  let channels: ReadonlyMap<string, Channel> = new Map()

  look()
  channel$.subscribe((live) => (channels = live))
  for (const name of DEVICES) {
    device(name).subscribe((now) => {
      if (busy.get(name) === now) lies.push(`${name} says ${now} twice`)
      busy.set(name, now)
      // `false` needs proof: so it was when the frame was made, or later; `true` may be the older word of a channel that has ended since
      const so = truth.get(name)?.was(now, now ? 0 : pbx.saidOf())
      if (so !== true && !renames && !missed()) lies.push(`${name} says ${now}, and never was`)
    })
    deviceState(name).subscribe((state) => states.set(name, state))
  }
  for (const happening of happenings) happen(pbx, happening)
  settle(pbx)

  assert.equal(lies, [])
  const ids = (living: readonly { readonly uniqueid: string }[]) => living.map(({ uniqueid }) => uniqueid).sort()
  assert.equal([...channels.keys()].sort(), ids(pbx.lines()), 'living channels')
  for (const line of pbx.lines()) {
    const channel = channels.get(line.uniqueid)
    assert.is(channel?.name, line.name)
    assert.is(channel?.state, line.state.toLowerCase())
    assert.is(channel?.linkedid, line.linkedid)
    assert.is(O.toUndefined(channel?.bridge ?? O.none), line.bridge)
  }
  for (const name of DEVICES) {
    const mine = linesOf(pbx.lines(), name)
    const state = states.get(name)
    assert.is(busy.get(name), mine.length > 0, `${name}: ${mine.length} channels`)
    assert.ok(state !== undefined && activities(mine).includes(state._tag), `${name}: ${state?._tag}`)
    assert.equal(ids(state.channels), ids(mine))
  }
}

const test = suite('channels beside a model')

test('after any history the two lists of a link make every device true, and nothing is said that never was', () => {
  fc.assert(fc.property(history, holds), { numRuns: 2000 })
})

/** The shortest histories of the bugs that random histories found. */
const CASES: Readonly<Record<string, readonly Happening['op'][]>> = {
  'a call that began during an outage keeps the phone busy when an older one ends before the list': [
    'dial',
    'login',
    'list',
    'lose',
    'dial',
    'login',
    'hangUp',
    'deliver',
    'deliver',
  ],
  'a list that runs ahead of a whole call says idle, then busy, then idle': ['login', 'dial', 'hangUp', 'list'],
  'an end during an outage needs both lists': ['login', 'dial', 'deliver', 'lose', 'hangUp', 'login', 'list'],
}
for (const [name, ops] of Object.entries(CASES)) {
  test(name, () => {
    holds(ops.map((op) => ({ op, a: 0, b: 0 })))
  })
}

test.run()
