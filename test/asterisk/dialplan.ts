/** The dialplan of both labs, for the simulated one: the same extensions as in the real lab's extensions.conf. */
import {
  answer,
  busy,
  congestion,
  dial,
  hangup,
  ringing,
  userEvent,
  wait,
  type DialplanContext,
} from '../../src/testing/index.js'

/** Phones, and names that look like them: each extension dials the phone of its name for 20 s. */
export const PHONES: readonly string[] = [
  '2222',
  '30',
  '200',
  '222',
  '22222',
  '2222-desk',
  'front-door',
  'a.b',
  'aXb',
  '3',
  '300',
]

const RING_TIME = 20_000

const internal: DialplanContext = (exten) => {
  if (PHONES.includes(exten)) return [dial([`PJSIP/${exten}`], RING_TIME), hangup()]
  switch (exten) {
    case 'all':
      return [dial(['PJSIP/2222', 'PJSIP/30'], RING_TIME), hangup()]
    case '100':
      return [answer(), wait(60_000), hangup()]
    case '101':
      return [answer(), wait(200), hangup()]
    case '103':
      return [ringing(), wait(30_000)]
    case '104':
      return [busy()]
    case '105':
      return [congestion()]
    default:
      return undefined
  }
}

const door: DialplanContext = (exten) => (exten === '240' ? [dial(['PJSIP/30'], RING_TIME), hangup()] : undefined)

/** UserEvents as a dialplan may send them; `page` is the plugin page's line, with everything a caller's name can do to it. */
const LINES: Readonly<Record<string, (number: string, name: string) => string>> = {
  page: (number, name) => `Call,Source: ${number},Value: ${name}`,
  safe: (number, name) => `Call,Source: ${number},Value: "${name}"`,
  spaced: (number, name) => `Call, Source: ${number}, Value: ${name}`,
  lower: (number, name) => `Call,source: ${number},value: ${name}`,
  nospace: (number, name) => `Call,Source:${number},Value:${name}`,
  novalue: (number) => `Call,Source: ${number}`,
  emptyvalue: (number) => `Call,Source: ${number},Value: `,
  valued: (number) => `Call,Source: ${number},Valued: yes`,
  destination: (number, name) => `Call,Source: ${number},Value: ${name},Destination: Office`,
  umlaut: () => 'Call,Source: 0301,Value: Jörg Müller',
  colon: () => 'Call,Source: 0301,Value: a: b: c',
  clash: () => 'Call,Source: 0301,Value: x,Channel: PJSIP/2222-99999999,Uniqueid: 1.1',
  action: (number, name) => `Action,Source: ${number},Value: ${name}`,
}

const BURST = 1000

const events: DialplanContext = (exten, caller) => {
  if (exten === 'burst') return [...Array.from({ length: BURST }, (_, seq) => userEvent(`Burst,Seq: ${seq}`)), hangup()]
  const line = LINES[exten]
  return line === undefined ? undefined : [userEvent(line(caller.number, caller.name)), hangup()]
}

export const contexts: Readonly<Record<string, DialplanContext>> = { internal, door, events }
