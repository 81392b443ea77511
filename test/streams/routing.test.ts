import { defer, merge, Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Frame, streams } from '../../src/index.js'
import { digit, hangup, messageWaiting, newchannel, newstate, userEvent } from '../support/wire.js'

const OTHERS = 1000
const others = Array.from({ length: OTHERS }, (_, n) => `7${String(n).padStart(3, '0')}`)
const channelOf = (device: string): string => `PJSIP/${device}-00000001`

/** Counts how often the headers of a frame are searched. */
const counting = () => {
  let searches = 0
  class Counted extends Frame {
    override exact(name: string): string | undefined {
      searches += 1
      return super.exact(name)
    }
    override get headers(): Frame['headers'] {
      searches += 1
      return super.headers
    }
  }
  return { counted: ({ text }: Frame): Frame => new Counted(text), searches: () => searches }
}
/** The number of header searches in these frames while all streams of `devices` are subscribed. */
const searchesFor = (frames: readonly Frame[], devices: readonly string[]): number => {
  const { counted, searches } = counting()
  const frame$ = new Subject<Frame>()
  const { device, userEvent: event, mailbox, dtmf } = streams(frame$)
  merge(...devices.flatMap((name) => [device(name), event(name), mailbox(name), dtmf(name)])).subscribe()
  for (const frame of frames) frame$.next(counted(frame))
  return searches()
}

const test = suite('routing')

test('a thousand devices that are watched make a frame of one no dearer', () => {
  const frames = [
    newchannel(channelOf('2222')),
    newstate(channelOf('2222'), 'Up'),
    userEvent('2222', { Source: '1' }),
    messageWaiting('2222@default', { old: 1, new: 1 }),
    digit(channelOf('2222'), '5'),
    hangup(channelOf('2222')),
  ]
  const alone = searchesFor(frames, ['2222'])
  assert.is(alone > 0, true)
  assert.is(searchesFor(frames, ['2222', ...others]), alone)
})

test('a UserEvent that nobody watches is not read', () => {
  const unwatched = searchesFor([userEvent('Nobody', { Source: '1' })], ['2222', ...others])
  const watched = searchesFor([userEvent('2222', { Source: '1' })], ['2222', ...others])
  assert.is(unwatched < watched, true)
})

test('calls of other devices give a watched device no values', () => {
  const frame$ = new Subject<Frame>()
  const { device, deviceState } = streams(frame$)
  let values = 0
  merge(device('2222'), deviceState('2222')).subscribe(() => (values += 1))
  const before = values
  for (const name of others) frame$.next(newchannel(channelOf(name)))
  for (const name of others) frame$.next(hangup(channelOf(name)))
  assert.is(values, before)
})

test('channels are folded only while something that needs them is watched', () => {
  const { counted, searches } = counting()
  const frame$ = new Subject<Frame>()
  const watching = streams(frame$).userEvent('Call').subscribe()
  for (let n = 0; n < 10; n += 1) frame$.next(counted(newchannel(channelOf('2222'))))
  assert.is(searches(), 0)
  watching.unsubscribe()
  assert.is(frame$.observed, false)
})

test('ten thousand watched devices hold one subscription to the frames', () => {
  let subscribed = 0
  const frame$ = new Subject<Frame>()
  const { device } = streams(
    defer(() => {
      subscribed += 1
      return frame$
    }),
  )
  const all = merge(...Array.from({ length: 10_000 }, (_, n) => device(String(n)))).subscribe()
  assert.is(subscribed, 1)
  assert.is(frame$.observed, true)
  all.unsubscribe()
  assert.is(frame$.observed, false)
})

test.run()
