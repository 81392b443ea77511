import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { patternOf } from '../../src/functions/hangup.js'
import { deviceOf, keyOfDevice, keysOfChannel } from '../../src/protocol/device.js'

const test = suite('the device of a channel')

/** The names that the drivers of Asterisk give to channels, and what `channel.c:ast_channel_get_device_name` makes of them. */
const NAMES: readonly (readonly [driver: string, channel: string, device: string])[] = [
  ['chan_pjsip', 'PJSIP/2222-00000001', 'PJSIP/2222'],
  ['chan_pjsip', 'PJSIP/front-door-0000000a', 'PJSIP/front-door'],
  ['chan_pjsip', 'PJSIP/2222-00000001<ZOMBIE>', 'PJSIP/2222'],
  ['chan_sip', 'SIP/2222-0000001a', 'SIP/2222'],
  ['chan_sip', 'SIP/192.0.2.7-0000001a', 'SIP/192.0.2.7'],
  ['chan_sip 1.4', 'SIP/2222-b7d1c0e8', 'SIP/2222'],
  ['chan_iax2', 'IAX2/trunk-1234', 'IAX2/trunk'],
  ['chan_iax2', 'IAX2/192.0.2.1:4569-1234', 'IAX2/192.0.2.1:4569'],
  ['chan_dahdi analogue', 'DAHDI/33-1', 'DAHDI/33'],
  ['chan_dahdi ISDN', 'DAHDI/i1/5551212-1', 'DAHDI/i1/5551212'],
  ['chan_dahdi ISDN', 'DAHDI/i1/5551212-1f', 'DAHDI/i1/5551212'],
  ['chan_dahdi pseudo', 'DAHDI/pseudo-1804289383', 'DAHDI/pseudo'],
  ['chan_dahdi CRV', 'DAHDI/1:23-1', 'DAHDI/1:23'],
  ['chan_zap', 'Zap/2-1', 'Zap/2'],
  ['core_local', 'Local/100@internal-00000004;1', 'Local/100@internal'],
  ['core_local', 'Local/100@from-queue-00000004;2', 'Local/100@from-queue'],
  ['chan_motif', 'Motif/google-0f3c', 'Motif/google'],
  ['chan_gtalk', 'Gtalk/alice@example.org-1f0c', 'Gtalk/alice@example.org'],
  ['chan_jingle', 'Jingle/alice-1f0c', 'Jingle/alice'],
  ['chan_mgcp', 'MGCP/aaln/1@gateway-0', 'MGCP/aaln/1@gateway'],
  ['chan_skinny', 'Skinny/200@desk-3', 'Skinny/200@desk'],
  ['chan_sccp', 'SCCP/98041-0000002A', 'SCCP/98041'],
  ['chan_unistim', 'USTM/102@violet-0x7f3a1c00b2d8', 'USTM/102@violet'],
  ['chan_console', 'Console/default', 'Console/default'],
  ['chan_oss', 'Console/dsp', 'Console/dsp'],
  ['chan_alsa', 'ALSA/hw:0,0', 'ALSA/hw:0,0'],
  ['chan_phone', 'Phone/phone0', 'Phone/phone0'],
  ['chan_usbradio', 'Radio/usb1', 'Radio/usb1'],
  ['chan_simpleusb', 'SimpleUSB/1999', 'SimpleUSB/1999'],
  ['chan_usrp', 'USRP/127.0.0.1:34001:32001', 'USRP/127.0.0.1:34001:32001'],
  ['chan_websocket', 'WebSocket/media1/0x7f3a1c00b2d8', 'WebSocket/media1/0x7f3a1c00b2d8'],
  ['chan_audiosocket', 'AudioSocket/192.0.2.7:9092-40325ec2', 'AudioSocket/192.0.2.7:9092'],
  ['chan_rtp', 'MulticastRTP/basic-0x7f3a1c00b2d8', 'MulticastRTP/basic'],
  ['chan_rtp', 'UnicastRTP/192.0.2.7:4000-0x7f3a1c00b2d8', 'UnicastRTP/192.0.2.7:4000'],
  ['chan_multicast_rtp', 'MulticastRTP/0x7f3a1c00b2d8', 'MulticastRTP/0x7f3a1c00b2d8'],
  ['message', 'Message/ast_msg_queue', 'Message/ast_msg_queue'],
  ['chan_agent', 'Agent/1001', 'Agent/1001'],
  ['chan_agent', 'Agent/P1001-7', 'Agent/P1001'],
  ['chan_mobile', 'Mobile/phone-0f3c', 'Mobile/phone'],
  ['chan_dongle', 'Dongle/dongle0-0100000001', 'Dongle/dongle0'],
  ['chan_quectel', 'Quectel/quectel0-0100000001', 'Quectel/quectel0'],
  ['chan_misdn', 'mISDN/1-u3', 'mISDN/1'],
  ['chan_capi', 'CAPI/ISDN1/2222-1f', 'CAPI/ISDN1/2222'],
  ['chan_ooh323', 'OOH323/192.0.2.7-4711', 'OOH323/192.0.2.7'],
  ['chan_vpb', 'vpb/1-3', 'vpb/1'],
  ['chan_nbs', 'NBS/radio', 'NBS/radio'],
  ['res_calendar', 'Calendar/work-1a2b', 'Calendar/work'],
  ['res_stasis_snoop', 'Snoop/1795386550.27-00000001', 'Snoop/1795386550.27'],
  ['a name with a dash and without a suffix', 'Console/front-desk', 'Console/front'],
]

for (const [driver, channel, device] of NAMES) {
  const slash = device.indexOf('/')
  test(`${driver}: ${channel} is of ${device}`, () => {
    assert.equal(deviceOf(channel), O.some({ technology: device.slice(0, slash), name: device.slice(slash + 1) }))
    assert.equal(deviceOf({ name: channel }), deviceOf(channel))
    assert.equal(keysOfChannel(channel), [keyOfDevice(device), keyOfDevice(device.slice(slash + 1))])
  })
}

/** True if Asterisk ends a channel for the pattern of a device. */
const ends = (device: string, channel: string): boolean => new RegExp(patternOf(device).slice(1, -1)).test(channel)

test('hangup ends exactly the channels of a device, for every two names of the table', () => {
  const spellings = NAMES.flatMap(([, , device]) => [
    device,
    device.slice(device.indexOf('/') + 1),
    device.toLowerCase(),
  ])
  const wrong = NAMES.flatMap(([, channel]) =>
    spellings
      .filter((device) => ends(device, channel) !== keysOfChannel(channel).includes(keyOfDevice(device)))
      .map((device) => `${device} and ${channel}`),
  )
  assert.equal(wrong, [])
})

test('a name without a slash is of no device', () => {
  for (const name of ['', '-', 'OutgoingSpoolFailed', '2222-00000001']) {
    assert.equal(deviceOf(name), O.none)
    assert.equal(keysOfChannel(name), [])
  }
})

test.run()
