/** All that is fuzzed. */
import { readdirSync, readFileSync } from 'node:fs'
import { fuzz as configuration } from './configuration.js'
import { fuzz as decoder } from './decoder.js'
import { fuzz as mqtt } from './mqtt.js'
import { CONFIGURATIONS, MQTT, NAMES, WORDS } from './seeds.js'
import type { Target } from './target.js'

const captures = new URL('../protocol/captures/', import.meta.url)

export const TARGETS: readonly Target[] = [
  {
    name: 'decoder and streams',
    runs: 3000,
    corpus: readdirSync(captures).map((name) => readFileSync(new URL(name, captures))),
    words: [
      '\r\n',
      '\r\n\r\n',
      '\r\n\n',
      '\n',
      '\r',
      '\0',
      ': ',
      'Event: ',
      'Response: ',
      'Response: Follows\r\n',
      '--END COMMAND--',
      'ActionID: rx-1-snapshot\r\n',
      'ActionID: rx-1-login\r\n',
      'EventList: Complete\r\n',
      'Asterisk Call Manager/',
      '__proto__: x\r\n',
      '\u00fc\u{1f600}',
      '\ufffd',
    ],
    fuzz: decoder,
  },
  {
    name: 'configuration',
    runs: 600,
    corpus: CONFIGURATIONS.map((text) => Buffer.from(text)),
    words: WORDS,
    fuzz: configuration,
  },
  {
    name: 'mqtt',
    runs: 600,
    corpus: [MQTT, ...NAMES].map((text) => Buffer.from(text)),
    words: [
      '\n',
      ': ',
      '{ ',
      ' }',
      '[',
      "'",
      '"',
      '#',
      '+',
      '/',
      '%2F',
      '_5f',
      '\0',
      '\ud83d\ude00',
      '__proto__: ',
      '*a',
      '&a ',
      '- ',
    ],
    fuzz: mqtt,
  },
]
