/** The music pauses while anyone talks on the phone, and goes on a moment after the last one has finished. */
import { combineLatest, distinctUntilChanged, map, of, skipWhile, type Subscription, switchMap, timer } from 'rxjs'
import type { Asterisk, DeviceState } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

export interface Music {
  readonly pause: () => void
  readonly resume: () => void
}

const talks = ({ _tag }: DeviceState): boolean => _tag === 'Talking' || _tag === 'OnHold'

/** A ringing phone does not pause it. `after`: milliseconds of silence before the music goes on. */
export const musicPause = (
  asterisk: Asterisk,
  devices: readonly string[],
  music: Music,
  after = 3000,
): Subscription => {
  const anyoneTalks$ = combineLatest(devices.map((device) => asterisk.deviceState(device))).pipe(
    map((states) => states.some(talks)),
    distinctUntilChanged(),
    // a next call within `after` keeps it quiet
    switchMap((talking) => (talking ? of(true) : timer(after).pipe(map(() => false)))),
    distinctUntilChanged(),
    skipWhile((talking) => !talking), // what played before the first call plays on
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
