import * as O from 'fp-ts/lib/Option.js'
import { map, NEVER, type Observable, take } from 'rxjs'
import { suite } from 'uvu'
import { AmiError, type ChannelChange, type Frame, streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'
import { hangup, listEnds, listItem, listRefused, listStarts, login, newchannel, newstate } from '../support/wire.js'

const one = 'PJSIP/1-00000001'
const two = 'PJSIP/2-00000002'
const lost = new AmiError({ _tag: 'LoginRefused', message: 'x' })
const frames = {
  a: newchannel(one),
  A: newstate(one, 'Up'),
  x: hangup(one, 17),
  b: newchannel(two),
  y: hangup(two),
  l: login(),
  s: listStarts(),
  i: listItem(one, 'Down'),
  j: listItem(two, 'Down'),
  e: listEnds(),
  r: listRefused(),
}

/** The names of the channels at the moment of the emission, as the map itself changes later. */
const namesOf = (frame$: Observable<Frame>, start: 'empty' | 'snapshot' = 'empty'): Observable<string> =>
  streams(frame$, { start }).channel$.pipe(map((live) => [...live.values()].map(({ name }) => name).join()))
const brief = (change: ChannelChange): string => {
  const cause = change._tag === 'Ended' ? ` ${O.toNullable(change.cause) ?? 'untold'}` : ''
  return `${change._tag} ${change.channel.name} ${change.channel.state}${cause}`
}
const changesOf = (frame$: Observable<Frame>, start: 'empty' | 'snapshot' = 'empty'): Observable<string> =>
  streams(frame$, { start }).channelChange$.pipe(map(brief))

const living = suite('channel$')

living(
  'tells who lives, at once and after each change',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -a-b-x-y-|', frames)
    const expected = '          0a-b-c-0-|'
    const listening = '         ^--------!'

    expectObservable(namesOf(frame$)).toBe(expected, { 0: '', a: one, b: `${one},${two}`, c: two })
    expectSubscriptions(frame$.subscriptions).toBe(listening)
  }),
)

living(
  'fails when the frames fail',
  marbles(({ hot, expectObservable }) => {
    expectObservable(namesOf(hot<Frame>('-a-#', frames, lost))).toBe('0a-#', { 0: '', a: one }, lost)
  }),
)

living(
  'leaves the frames when it is left',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>('-a-b', frames)

    expectObservable(namesOf(frame$), '^-!').toBe('0a', { 0: '', a: one })
    expectSubscriptions(frame$.subscriptions).toBe('^-!')
  }),
)

living(
  'is empty while nothing comes',
  marbles(({ expectObservable }) => {
    expectObservable(namesOf(NEVER), '^--!').toBe('0', { 0: '' })
  }),
)

living(
  'is the same object at each emission',
  marbles(({ hot, expectObservable }) => {
    const seen = new Set<unknown>()
    const sizes$ = streams(hot<Frame>('-a-b-|', frames)).channel$.pipe(map((live) => seen.add(live).size))

    expectObservable(sizes$).toBe('1a-b-|', { 1: 1, a: 1, b: 1 })
  }),
)

living(
  'on a live link is silent until the first whole list, and then tells once',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -l-a-s-ij-e-', frames)
    const expected = '          ----------b--'

    expectObservable(namesOf(frame$, 'snapshot'), '^------------!').toBe(expected, { b: `${one},${two}` })
  }),
)

living(
  'on a live link tells of an empty first list',
  marbles(({ hot, expectObservable }) => {
    expectObservable(namesOf(hot<Frame>('-l-s-e-', frames), 'snapshot'), '^------!').toBe('-----0', { 0: '' })
  }),
)

living(
  'after a refused list tells what events have shown',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>(' -la-r-b-', frames)
    const expected = '          ----a-b-'

    expectObservable(namesOf(frame$, 'snapshot'), '^-------!').toBe(expected, { a: one, b: `${one},${two}` })
  }),
)

living(
  'an event that changes nothing is no news',
  marbles(({ hot, expectObservable }) => {
    expectObservable(namesOf(hot<Frame>('-a-a-y-|', frames))).toBe('0a-----|', { 0: '', a: one })
  }),
)

living(
  'one value may be enough',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>('-a', frames)

    expectObservable(namesOf(frame$).pipe(take(1))).toBe('(0|)', { 0: '' })
    expectSubscriptions(frame$.subscriptions).toBe('(^!)')
  }),
)

living.run()

const changing = suite('channelChange$')

changing(
  'tells what began, changed and ended, with the cause',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>(' -a-A-x-|', frames)
    const expected = '          -a-A-x-|'
    const listening = '         ^------!'

    expectObservable(changesOf(frame$)).toBe(expected, {
      a: `Added ${one} down`,
      A: `Changed ${one} up`,
      x: `Ended ${one} up 17`,
    })
    expectSubscriptions(frame$.subscriptions).toBe(listening)
  }),
)

changing(
  'a change tells how the channel was before',
  marbles(({ hot, expectObservable }) => {
    const before$ = streams(hot<Frame>('-a-A-|', frames)).channelChange$.pipe(
      map((change) => (change._tag === 'Changed' ? change.before.state : 'none')),
    )

    expectObservable(before$).toBe('-a-A-|', { a: 'none', A: 'down' })
  }),
)

changing(
  'fails when the frames fail',
  marbles(({ hot, expectObservable }) => {
    expectObservable(changesOf(hot<Frame>('---#', frames, lost))).toBe('---#', {}, lost)
  }),
)

changing(
  'leaves the frames when it is left',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot<Frame>('-a-b', frames)

    expectObservable(changesOf(frame$), '^-!').toBe('-a', { a: `Added ${one} down` })
    expectSubscriptions(frame$.subscriptions).toBe('^-!')
  }),
)

changing(
  'is silent while nothing comes',
  marbles(({ expectObservable }) => {
    expectObservable(changesOf(NEVER), '^--!').toBe('')
  }),
)

changing(
  'who comes later hears of the living first',
  marbles(({ hot, expectObservable }) => {
    const { channel$, channelChange$ } = streams(hot<Frame>('-a-b------x-', frames))

    expectObservable(channel$.pipe(map(() => 0)), '^-----------!').toBe('00-0------0', { 0: 0 })
    expectObservable(channelChange$.pipe(map(brief)), '-----^------!').toBe('-----(ab)-x', {
      a: `Added ${one} down`,
      b: `Added ${two} down`,
      x: `Ended ${one} down 17`,
    })
  }),
)

changing(
  'on a live link the living come with the first whole list, and then differences only',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>('-l-sie---sije-', frames)

    expectObservable(changesOf(frame$, 'snapshot'), '^-------------!').toBe('-----a------b', {
      a: `Added ${one} down`,
      b: `Added ${two} down`,
    })
  }),
)

changing(
  'after a refused list the living that were seen come first',
  marbles(({ hot, expectObservable }) => {
    expectObservable(changesOf(hot<Frame>('-la-r-b-', frames), 'snapshot'), '^-------!').toBe('----a-b', {
      a: `Added ${one} down`,
      b: `Added ${two} down`,
    })
  }),
)

changing(
  'a channel that two lists lack ends without a cause',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot<Frame>('-l-sie--l-se--se-', frames)

    expectObservable(changesOf(frame$, 'snapshot'), '^---------------!').toBe('-----a---------x', {
      a: `Added ${one} down`,
      x: `Ended ${one} down untold`,
    })
  }),
)

changing.run()
