import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { keyOfDevice, keysOfChannel } from '../../src/protocol/device.js'

const plain = (channel: string): string | undefined => keysOfChannel(channel)[1]

const test = suite('names of devices')

for (const [channel, device] of [
  ['PJSIP/2222-00000001', '2222'],
  ['SIP/2222-0000001a', '2222'],
  ['IAX2/2222-1234', '2222'],
  ['sip/2222-0', '2222'],
  ['PJSIP/front-door-0000000a', 'front-door'],
  ['SIP/door-phone-00000001', 'door-phone'],
  ['PJSIP/2222-desk-00000001', '2222-desk'],
  ['SIP/a.b-00000001', 'a.b'],
  ['SIP/2222-0000001a<ZOMBIE>', '2222'],
  ['Local/2222@internal-00000001;1', '2222@internal'],
  ['Local/2222@internal-00000001;2', '2222@internal'],
  ['Local/1@a-b-00000001;2', '1@a-b'],
  ['DAHDI/1-1', '1'],
  ['DAHDI/i1/2222-1', 'i1/2222'],
  ['DAHDI/i1/6401-30', 'i1/6401'],
  ['IAX2/p-1234', 'p'],
  ['Dongle/dongle0-0100000001', 'dongle0'],
  ['PJSIP/Küche-00000001', 'Küche'],
  ['PJSIP/2222', '2222'],
  ['Console/dsp', 'dsp'],
] as const) {
  test(`${channel} is of ${device}`, () => {
    assert.is(plain(channel), device)
  })
}

test('all behind the last dash is cut off, whatever it is', () => {
  assert.is(plain('PJSIP/2222-0000001z'), '2222')
  assert.is(plain('PJSIP/front-door'), 'front')
})

for (const wrapper of [
  'AsyncGoto/SIP/2222-0000001a',
  'Surrogate/SIP/2222-1',
  'Announcer/1-1',
  'Recorder/2222-1',
  'ConfBridgeRecorder/2222-1',
  'CBAnn/2222-00000001;1',
  'CBRec/2222-00000001;1',
]) {
  test(`${wrapper} is of no device`, () => {
    assert.equal(keysOfChannel(wrapper), [])
  })
}

test('a channel without a technology is of no device', () => {
  assert.equal(keysOfChannel('2222-00000001'), [])
  assert.equal(keysOfChannel(''), [])
})

test('a channel is found with its technology and without', () => {
  assert.equal(keysOfChannel('PJSIP/2222-00000001'), ['pjsip/2222', '2222'])
})

test('technologies are compared in any case', () => {
  assert.is(keyOfDevice('PJSIP/2222'), keyOfDevice('pjsip/2222'))
  assert.is(keyOfDevice('PJSIP/2222'), keysOfChannel('PjSip/2222-1')[0])
})

test('SIP is not PJSIP', () => {
  assert.is(keyOfDevice('SIP/2222') === keyOfDevice('PJSIP/2222'), false)
})

test('names of devices are compared exactly', () => {
  assert.is(keyOfDevice('Door') === keyOfDevice('door'), false)
  assert.is(keyOfDevice('PJSIP/Door') === keyOfDevice('PJSIP/door'), false)
  assert.is(keyOfDevice('Door'), 'Door')
})

test('a Local channel is found by its whole name only', () => {
  const keys = keysOfChannel('Local/2222@internal-00000001;1')
  assert.is(keys.includes(keyOfDevice('2222')), false)
  assert.is(keys.includes(keyOfDevice('Local/2222@internal')), true)
  assert.is(keys.includes(keyOfDevice('2222@internal')), true)
})

test.run()
