/** States of hints: over a recording, cut anywhere, after a reload of the dialplan, and for many hints at once. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ExtensionState, frame, type Frame } from '../../../src/index.js'
import { recordedFrames } from '../../support/recordings.js'
import { askedReplay, listing, newest, refusedList, replay } from '../../support/replay.js'
import { login } from '../../support/wire.js'

const test = suite('hints')

const told = (hint: string, status: number, devices = 'Custom:lamp'): Frame => {
  const [exten = '', context = ''] = hint.split('@')
  return frame(
    'Event: ExtensionStatus',
    `Exten: ${exten}`,
    `Context: ${context}`,
    `Hint: ${devices}`,
    `Status: ${status}`,
    'StatusText: x',
  )
}
const answered = (hint: string, status: number, prefix = 'rz'): Frame => {
  const [exten = '', context = ''] = hint.split('@')
  return frame(
    'Response: Success',
    `ActionID: ${prefix}-2-snapshot-hint-${hint}`,
    'Message: Extension Status',
    `Exten: ${exten}`,
    `Context: ${context}`,
    'Hint: Custom:lamp',
    `Status: ${status}`,
    'StatusText: x',
  )
}

const brief = (state: O.Option<ExtensionState> | undefined): string => {
  if (state === undefined) return 'unknown'
  if (O.isNone(state)) return 'no hint'
  const set = Object.entries(state.value).flatMap(([name, isSet]) => (isSet === true ? [name] : []))
  return set.length === 0 ? 'idle' : set.join('+')
}

const frames = recordedFrames('hints-and-presence')

test('hints-and-presence: every state comes from the list and the events, sums too', () => {
  const { streams, play } = replay('snapshot')
  const seen: Record<string, string[]> = { 'lamp@hints': [], '2222@hints': [], '200@hints': [], 'lamp2@hints': [] }
  for (const [hint, words] of Object.entries(seen)) {
    streams.extensionState(hint).subscribe((state) => words.push(brief(state)))
  }
  play(...frames)
  assert.equal(seen['2222@hints'], ['idle', 'inUse', 'inUse+ringing', 'inUse', 'idle'])
  assert.equal(seen['200@hints']?.slice(0, 5), ['idle', 'ringing', 'inUse', 'onHold', 'inUse'])
  assert.equal(seen['lamp@hints']?.slice(0, 4), ['idle', 'inUse', 'ringing', 'onHold'])
  assert.equal(seen['lamp2@hints'], ['onHold', 'idle'])
})

test('hints-and-presence: cut anywhere, the answer of a new link is the state', () => {
  for (let cut = 1; cut <= frames.length; cut += 1) {
    const { streams, play } = replay('snapshot')
    const [lamp, gone] = [newest(streams.extensionState('lamp@hints')), newest(streams.extensionState('701@hints'))]
    play(...frames.slice(0, cut), login('rz'), answered('lamp@hints', 9), answered('701@hints', -1))
    assert.equal([brief(lamp.value()), brief(gone.value())], ['inUse+ringing', 'no hint'], `cut at ${cut}`)
  }
})

test('a hint that does not exist is none, and one without a context is in default', () => {
  const { streams, play } = replay('snapshot')
  const [none, plain] = [newest(streams.extensionState('x@hints')), newest(streams.extensionState('200'))]
  play(login('rz'), answered('x@hints', -1), told('200@default', 0))
  assert.equal([brief(none.value()), brief(plain.value())], ['no hint', 'idle'])
})

test('a repeated state is told once, and the answer of somebody else counts too', () => {
  const { streams, play } = replay('snapshot')
  const lamp = newest(streams.extensionState('lamp@hints'))
  play(login('rz'), told('lamp@hints', 1), told('lamp@hints', 1))
  assert.is(lamp.count(), 1)
  play(
    frame(
      ...answered('lamp@hints', 8)
        .text.split('\r\n')
        .filter((line) => !line.startsWith('ActionID')),
    ),
  )
  assert.is(brief(lamp.value()), 'ringing')
})

test('a reload of the dialplan repeats every hint: then the watched ones are asked for, and -1 ends a removed one', () => {
  const { streams, play, asked } = askedReplay()
  const lamp = newest(streams.extensionState('lamp@hints'))
  const start = frames.findIndex(({ event, actionId }) => event === 'ExtensionStatus' && actionId === undefined)
  play(...frames.slice(0, 2), answered('lamp@hints', 0, '4d03e26c178bb4f4'))
  const reload = frames.findIndex((each, index) => index > start && each.exact('Hint') === '')
  play(...frames.slice(start, reload))
  const before = asked.length
  play(...frames.slice(reload))
  assert.equal([before === 0 || before === 1, asked.at(-1)], [true, 'hint lamp@hints'])
  play(answered('lamp@hints', -1, '4d03e26c178bb4f4'))
  assert.is(brief(lamp.value()), 'no hint')
})

test('a refused, cancelled or foreign answer changes nothing', () => {
  const { streams, play } = replay('snapshot')
  const lamp = newest(streams.extensionState('lamp@hints'))
  play(login('rz'), answered('lamp@hints', 1), refusedList('hint-lamp@hints', 'Permission denied', 'rz'))
  play(...listing('hints', [told('lamp@hints', 8)], 'ExtensionStateListComplete', 'rz', 'cancelled'))
  play(...listing('hints', [told('lamp@hints', 8)], 'ExtensionStateListComplete', 'ry'))
  assert.is(brief(lamp.value()), 'inUse')
})

test('a watched hint that the list of all hints lacks is asked for alone: it may be a pattern', () => {
  const { streams, play, asked } = askedReplay()
  const [lamp, pattern] = [newest(streams.extensionState('lamp@hints')), newest(streams.extensionState('234@hints'))]
  play(login('rz'), ...listing('hints', [told('lamp@hints', 8)], 'ExtensionStateListComplete', 'rz'))
  assert.equal([brief(lamp.value()), brief(pattern.value())], ['ringing', 'unknown'])
  assert.equal(asked, ['hint 234@hints'])
  newest(streams.extensionState('345@hints'))
  assert.equal(asked, ['hint 234@hints', 'hint 345@hints'])
})

test.run()
