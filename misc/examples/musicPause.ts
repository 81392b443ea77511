/** The music pauses while a phone talks, and goes on a moment after the end of the last call. */
import { combineLatest, distinctUntilChanged, map, of, skipWhile, type Subscription, switchMap, timer } from 'rxjs'
import type { Asterisk, DeviceState } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

export interface Music {
  readonly pause: () => void
  readonly resume: () => void
}

const talks = ({ _tag }: DeviceState): boolean => _tag === 'Talking' || _tag === 'OnHold'

/** A ringing phone does not pause the music. `after`: milliseconds of silence before the music goes on. */
export const musicPause = (
  asterisk: Asterisk,
  devices: readonly string[],
  music: Music,
  after = 3000,
): Subscription => {
  const anyoneTalks$ = combineLatest(devices.map((device) => asterisk.deviceState(device))).pipe(
    map((states) => states.some(talks)),
    distinctUntilChanged(),
    // a new call within `after` keeps the music off
    switchMap((talking) => (talking ? of(true) : timer(after).pipe(map(() => false)))),
    distinctUntilChanged(),
    skipWhile((talking) => !talking), // no change before the first call
  )
  return asterisk.logic(anyoneTalks$, (talking) => {
    if (talking) music.pause()
    else music.resume()
  })
}

asProgram(import.meta.filename, (asterisk) =>
  musicPause(asterisk, ['2222', '200'], {
    pause: () => {
      console.log('music: pause')
    },
    resume: () => {
      console.log('music: play')
    },
  }),
)
