/** The choices of a person: kept by the server where it keeps settings, and in this browser for each user. */
import { fields, flag, parsed, text, texts } from './decode.js'
import { putSettings } from './server.js'
import type { About } from './values.js'

export interface Settings {
  /** The phone of this person; '' while none is chosen. */
  readonly phone: string
  readonly theme: string
  readonly favourites: readonly string[]
  /** True: phones that cannot be reached are not shown. */
  readonly hidesAway: boolean
  readonly hiddenQueues: readonly string[]
  readonly sound: boolean
  readonly notifies: boolean
  /** False: the keys of single letters do nothing. */
  readonly keys: boolean
  readonly language: string
}

const place = (user: string): string => `rx-asterisk ${location.pathname} ${user}`

const stored = (user: string): string => {
  try {
    return localStorage.getItem(place(user)) ?? ''
  } catch {
    // a browser that keeps nothing: the defaults
    return ''
  }
}

/** Those of the server; those of this browser where the server has none yet. */
export const settingsOf = ({ user, settings }: Pick<About, 'user' | 'settings'>): Settings => {
  const kept = settings === null || Object.keys(settings).length === 0 ? parsed(stored(user)) : settings
  return {
    phone: text(kept['phone']),
    theme: text(kept['theme']),
    favourites: texts(kept['favourites']),
    hidesAway: flag(kept['hidesAway']),
    hiddenQueues: texts(kept['hiddenQueues']),
    sound: flag(kept['sound']),
    notifies: flag(kept['notifies']),
    keys: kept['keys'] !== false,
    language: text(kept['language']),
  }
}

export const keepSettings = ({ user, settings: known }: Pick<About, 'user' | 'settings'>, settings: Settings): void => {
  if (known !== null) void putSettings({ ...settings })
  try {
    localStorage.setItem(place(user), JSON.stringify({ ...fields(settings) }))
  } catch {
    // the choice holds until the page is closed
  }
}

/** The list with this element, or without it where it was there. */
export const toggled = (all: readonly string[], one: string): readonly string[] =>
  all.includes(one) ? all.filter((each) => each !== one) : [...all, one]
