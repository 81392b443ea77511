/** Frames that end and begin again, while some subscribers still leave the old run. */
import { concat, defer, map, NEVER, type Observable, of, repeat, Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Frame, type StreamOptions, streams, type Streams } from '../../src/index.js'
import { listEnds, listItem, listStarts, login, messageWaiting, newchannel, userEvent } from '../support/wire.js'

const phone = 'PJSIP/2222-00000001'

/** Streams over a first run, to be ended, and a second one; and what somebody hears who subscribes again at the end. */
const again = <A>(pick: (derived: Streams) => Observable<A>, second: readonly Frame[], options?: StreamOptions) => {
  const first$ = new Subject<Frame>()
  const runs = [first$, concat(of(...second), NEVER)]
  let started = 0
  const derived = streams(
    defer(() => {
      started += 1
      return runs.shift() ?? NEVER
    }),
    options,
  )
  const heard: A[] = []
  // the first of two comes back at once, while the other has not heard of the end yet
  pick(derived)
    .pipe(repeat())
    .subscribe((value) => heard.push(value))
  pick(derived).subscribe()
  return { first$, heard, derived, started: () => started }
}

const test = suite('one run of the frames after another')

test('a device begins anew with the new run', () => {
  const { first$, heard, derived, started } = again(({ device }) => device('2222'), [newchannel(phone)])
  first$.next(newchannel(phone))
  first$.complete()
  assert.equal(heard, [false, true, false, true])
  assert.is(started(), 2)
  // who leaves the old run late does not take the new one's knowledge along
  const late: boolean[] = []
  derived.device('2222').subscribe((busy) => late.push(busy))
  assert.equal(late, [true])
})

test('events of the new run are heard', () => {
  const { first$, heard, started } = again(
    ({ event }) => event('UserEvent').pipe(map(({ name }) => name)),
    [userEvent('b')],
  )
  first$.next(userEvent('a'))
  first$.complete()
  assert.equal(heard, ['UserEvent', 'UserEvent'])
  assert.is(started(), 2)
})

test('counts of the old run are not those of the new one', () => {
  const counts = ({ mailbox }: Streams) => mailbox('2222').pipe(map((count) => count.new))
  const { first$, heard } = again(counts, [messageWaiting('2222@default', { old: 0, new: 5 })])
  first$.next(messageWaiting('2222@default', { old: 0, new: 1 }))
  first$.complete()
  assert.equal(heard, [1, 5])
})

test('a prefix of the old run does not hide the lists of the new one', () => {
  const second = [listStarts('ry'), listItem(phone, 'Up', {}, 'ry'), listEnds('ry')]
  const { first$, heard } = again(({ device }) => device('2222'), second, { start: 'snapshot' })
  first$.next(login('rx'))
  first$.complete()
  assert.equal(heard, [true])
})

test.run()
