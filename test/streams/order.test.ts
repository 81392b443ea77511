/** Frames that subscribers cause at once. */
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Frame, streams } from '../../src/index.js'
import { hangup, newchannel } from '../support/wire.js'

const phone = 'PJSIP/2222-00000001'

/** Streams of frames where the first subscriber of a device ends its call at once. */
const ending = () => {
  const frame$ = new Subject<Frame>()
  const all = streams(frame$)
  all.device('2222').subscribe((busy) => {
    if (busy) frame$.next(hangup(phone))
  })
  return { ...all, frame$ }
}

const test = suite('order')

test('a frame that a subscriber causes at once comes second to the next subscriber too', () => {
  const { device, frame$ } = ending()
  const seen: boolean[] = []
  device('2222').subscribe((busy) => seen.push(busy))
  frame$.next(newchannel(phone))
  assert.equal(seen, [false, true, false])
})

test('a channel that a subscriber ends at once is added first, and is not left in channel$', () => {
  const { channel$, channelChange$, frame$ } = ending()
  const changes: string[] = []
  const sizes: number[] = []
  channelChange$.subscribe(({ _tag }) => changes.push(_tag))
  channel$.subscribe(({ size }) => sizes.push(size))
  frame$.next(newchannel(phone))
  assert.equal(changes, ['Added', 'Ended'])
  assert.is(sizes.at(-1), 0)
})

test('an end of the frames that a subscriber causes comes after the frame at hand', () => {
  const frame$ = new Subject<Frame>()
  const { device } = streams(frame$)
  const seen: unknown[] = []
  device('2222').subscribe((busy) => {
    if (busy) frame$.complete()
  })
  device('2222').subscribe({ next: (busy) => seen.push(busy), complete: () => seen.push('end') })
  frame$.next(newchannel(phone))
  assert.equal(seen, [false, true, 'end'])
})

test.run()
