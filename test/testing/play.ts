/** Plays a script against a simulation in virtual time, with a client that only writes bytes and reads frames. */
import { TestScheduler } from 'rxjs/testing'
import { asyncScheduler, concat, map, of, switchMap, tap } from 'rxjs'
import { simulate, type SimulateOptions, type Simulation } from '../../src/testing/index.js'
import type { Wire } from '../../src/transport.js'
import { Frame } from '../../src/protocol/frame.js'

/** A frame and the virtual millisecond when its last byte came. */
interface Heard {
  readonly at: number
  readonly frame: Frame
}

export interface Played {
  readonly pbx: Simulation
  readonly banner: string
  readonly frames: readonly Heard[]
  /** When the link ended, and by what. */
  readonly ended: { readonly at: number; readonly by: 'close' | 'error' } | undefined
  /** Names of the events, in order. */
  readonly events: readonly string[]
  /** All answers and list items with that ActionID. */
  readonly answers: (actionId: string) => readonly Frame[]
  /** All events of that name. */
  readonly event: (name: string) => readonly Frame[]
}

export interface Script {
  readonly pbx: Simulation
  readonly at: (ms: number, effect: () => void) => void
  /** Sends an action, line by line. */
  readonly send: (ms: number, ...lines: readonly string[]) => void
  readonly raw: (ms: number, text: string) => void
}

export const LOGIN = ['Action: Login', 'Username: admin', 'Secret: secret', 'ActionID: login'] as const

/** Opens one link at 0 ms, follows the script until nothing is left to happen, and tells what was heard. */
export const play = (options: SimulateOptions, follow: (script: Script) => void): Played => {
  const frames: Heard[] = []
  let text = ''
  let banner = ''
  let ended: Played['ended']
  const scheduler = new TestScheduler(() => undefined)

  const hear = (bytes: Uint8Array): void => {
    text += Buffer.from(bytes).toString('utf8')
    if (banner === '' && text.includes('\n')) {
      banner = text.slice(0, text.indexOf('\n') + 1)
      text = text.slice(banner.length)
    }
    const parts = text.split('\r\n\r\n')
    text = parts.pop() ?? ''
    frames.push(...parts.map((part) => ({ at: asyncScheduler.now(), frame: new Frame(part) })))
  }

  const pbx = scheduler.run(() => {
    const simulation = simulate(options)
    let wire: Wire | undefined
    const end = (by: 'close' | 'error') => () => {
      ended = { at: asyncScheduler.now(), by }
    }
    simulation.transport
      .open()
      .pipe(
        switchMap((opened) => {
          wire = opened
          return opened.byte$.pipe(tap({ complete: end('close') }))
        }),
      )
      .subscribe({ next: hear, error: end('error') })
    const at: Script['at'] = (ms, effect) => void asyncScheduler.schedule(effect, ms)
    const raw: Script['raw'] = (ms, sent) => {
      at(ms, () => wire?.send(sent))
    }
    follow({
      pbx: simulation,
      at,
      raw,
      send: (ms, ...lines) => {
        raw(ms, `${lines.join('\r\n')}\r\n\r\n`)
      },
    })
    return simulation
  })

  const all = frames.map(({ frame }) => frame)
  return {
    pbx,
    banner,
    frames,
    ended,
    events: all.flatMap((frame) => frame.event ?? []),
    answers: (id) => all.filter((frame) => frame.actionId === id),
    event: (name) => all.filter((frame) => frame.event === name),
  }
}

/** Frames as text with visible line ends, for comparison as a whole. */
export const texts = (frames: readonly Frame[]): readonly string[] =>
  frames.map(({ text }) => text.replaceAll('\r\n', '\n'))

/** What another link heard until now. */
export interface Overheard {
  text: string
  /** Sizes of the pieces in which it came. */
  readonly pieces: number[]
  failed: unknown
}

/** Opens another link; `next` gets all its text at each piece, first none, and may answer. */
export const alsoHear = (pbx: Simulation, next: (text: string, wire: Wire) => void = () => undefined): Overheard => {
  const heard: Overheard = { text: '', pieces: [], failed: undefined }
  const piece$ = (wire: Wire) => concat(of(new Uint8Array()), wire.byte$).pipe(map((bytes) => ({ bytes, wire })))
  pbx.transport
    .open()
    .pipe(switchMap(piece$))
    .subscribe({
      next: ({ bytes, wire }) => {
        heard.text += Buffer.from(bytes).toString()
        heard.pieces.push(bytes.length)
        next(heard.text, wire)
      },
      error: (failure: unknown) => {
        heard.failed = failure
      },
    })
  return heard
}
