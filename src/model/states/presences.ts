/** The row of presences: from events, and from one question for each watched presence. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import { known, unescaped, sameOption } from '../../protocol/value.js'
import { copied } from '../copied.js'
import type { Answer, Question, Row, Tools } from '../model.js'
import { KeyedFold, type KeyedReading, type Shown } from './keyed.js'

/** The words of Asterisk for a presence (`presencestate.h`). `invalid` stands for any other word. */
const WORDS = ['not_set', 'unavailable', 'available', 'away', 'xa', 'chat', 'dnd'] as const

/** The presence of a person: `dnd` is do not disturb, `xa` away for long. */
export interface Presence {
  readonly state: (typeof WORDS)[number] | 'invalid'
  readonly subtype: O.Option<string>
  readonly message: O.Option<string>
}

const PRESENCE: Question = {
  name: 'presence',
  action: 'PresenceState',
  headers: (provider) => ({ Provider: provider }),
  form: 'response',
  weight: 150,
}

const stateIn = (word: string): Presence['state'] => WORDS.find((each) => each === word.toLowerCase()) ?? 'invalid'

const textIn = (text: string | undefined): O.Option<string> =>
  O.map((given: string) => copied(unescaped(given)))(known(text))

/** The response has two headers `Message`: the first is about the response, the second is that of the presence. */
const answered = ({ key, items }: Answer): readonly Shown<Presence>[] =>
  key === undefined
    ? []
    : items.map((frame) => [
        key,
        {
          state: stateIn(frame.exact('State') ?? ''),
          subtype: textIn(frame.exact('Subtype')),
          message: textIn(frame.all('Message')[1]),
        },
      ])

const told = (frame: Frame): readonly Shown<Presence>[] => [
  [
    copied(frame.exact('Presentity') ?? ''),
    {
      state: stateIn(frame.exact('Status') ?? ''),
      subtype: textIn(frame.exact('Subtype')),
      message: textIn(frame.exact('Message')),
    },
  ],
]

const READING: KeyedReading<Presence> = {
  event: told,
  answer: answered,
  same: (a, b) => a.state === b.state && sameOption(a.subtype, b.subtype) && sameOption(a.message, b.message),
}

export const PRESENCES = {
  name: 'presences',
  members: ['presence'],
  events: ['PresenceStateChange'],
  questions: [PRESENCE],
  beginsEmpty: false,
  fold: (tools: Tools) => new KeyedFold<Presence>(tools, READING),
} as const satisfies Row<KeyedFold<Presence>>
