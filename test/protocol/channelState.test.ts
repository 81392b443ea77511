import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CHANNEL_STATE_WORDS, CHANNEL_STATES } from '../../src/protocol/channelState.js'

const test = suite('the states of a channel')

// `channel.h:ast_channel_state` and `channel.c:ast_state2str`
for (const [number, word, state] of [
  [0, 'Down', 'down'],
  [1, 'Rsrvd', 'reserved'],
  [2, 'OffHook', 'offHook'],
  [3, 'Dialing', 'dialing'],
  [4, 'Ring', 'ring'],
  [5, 'Ringing', 'ringing'],
  [6, 'Up', 'up'],
  [7, 'Busy', 'busy'],
  [8, 'Dialing Offhook', 'dialingOffHook'],
  [9, 'Pre-ring', 'preRing'],
] as const) {
  test(`${number} and ${word} are ${state}`, () => {
    assert.equal([CHANNEL_STATES[number], CHANNEL_STATE_WORDS.get(word)], [state, state])
  })
}

test.run()
