/** Plays a script against a simulation in virtual time, with a client that only writes bytes and reads frames. */
import { TestScheduler } from 'rxjs/testing'
import { asyncScheduler, concat, map, of, switchMap, tap } from 'rxjs'
import { simulate, type SimulateOptions, type Simulation } from '../../src/testing/index.js'
import type { Wire } from '../../src/transport.js'
import { Frame } from '../../src/protocol/frame.js'

/** A frame and the virtual millisecond of its last byte. */
interface TimedFrame {
  readonly at: number
  readonly frame: Frame
}

export interface Played {
  readonly pbx: Simulation
  readonly banner: string
  readonly frames: readonly TimedFrame[]
  /** The time and the way in which the link ended. */
  readonly ended: { readonly at: number; readonly by: 'close' | 'error' } | undefined
  /** Names of the events, in order. */
  readonly events: readonly string[]
  /** All replies and list items with that ActionID. */
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

/** Phones of every kind. */
export const ENDPOINTS: NonNullable<SimulateOptions['endpoints']> = {
  'PJSIP/2222': { _tag: 'Answers', after: 200 },
  'PJSIP/200': { _tag: 'Answers', after: 300 },
  'PJSIP/30': { _tag: 'Rings' },
  'PJSIP/44': { _tag: 'Unregistered' },
  'PJSIP/busy': { _tag: 'Busy' },
  'PJSIP/rude': { _tag: 'Rejects' },
  'PJSIP/brief': { _tag: 'Answers', after: 100, talk: 500 },
}

/** Opens one link at 0 ms, follows the script until nothing is left to do, and returns all that was received. */
export const play = (options: SimulateOptions, follow: (script: Script) => void): Played => {
  const frames: TimedFrame[] = []
  let text = ''
  let banner = ''
  let ended: Played['ended']
  const scheduler = new TestScheduler(() => undefined)

  const receive = (bytes: Uint8Array): void => {
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
      .subscribe({ next: receive, error: end('error') })
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

/** The bytes that another link has received so far. */
export interface OtherLink {
  text: string
  /** The sizes of the received pieces. */
  readonly pieces: number[]
  failed: unknown
}

/** Opens another link. `next` gets all its text after each piece, at first none, and may send a reply. */
export const openOtherLink = (
  pbx: Simulation,
  next: (text: string, wire: Wire) => void = () => undefined,
): OtherLink => {
  const received: OtherLink = { text: '', pieces: [], failed: undefined }
  const piece$ = (wire: Wire) => concat(of(new Uint8Array()), wire.byte$).pipe(map((bytes) => ({ bytes, wire })))
  pbx.transport
    .open()
    .pipe(switchMap(piece$))
    .subscribe({
      next: ({ bytes, wire }) => {
        received.text += Buffer.from(bytes).toString()
        received.pieces.push(bytes.length)
        next(received.text, wire)
      },
      error: (failure: unknown) => {
        received.failed = failure
      },
    })
  return received
}
