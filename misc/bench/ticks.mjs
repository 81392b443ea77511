// A flood at a fixed rate, with events that show their time: the delay from the feeder to a subscriber.
import { headerOf } from './clients.mjs'
import { median } from './report.mjs'

export const FRAMES = 40_000
export const FLOOD = { Frames: String(FRAMES), Rate: '10000', Ticks: 'yes' }

const now = () => Number(process.hrtime.bigint()) / 1e6

/** `listen` calls back with each event, `send` asks for the flood. Returns a function that runs one, and resolves with its counts. */
export const heardIn = (listen, send) => {
  let [heard, delays, tell] = [0, [], undefined]
  listen((name, event) => {
    if (name === 'BenchTick') delays.push(now() - Number(headerOf(event, 'At')))
    else if (name === 'BenchEnd') tell?.({ heard, delay: median(delays) })
    else heard += 1
  })
  return () =>
    new Promise((resolve) => {
      ;[heard, delays, tell] = [0, [], resolve]
      send()
    })
}
