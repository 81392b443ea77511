// (c): the cost of an event for the subscribers of its name, against a bare Map of Subjects, for 1 to 10,000 names.
import { Subject } from 'rxjs'
import { cpu } from '../cpu.mjs'
import { below } from '../report.mjs'

const EVENTS = 1_000_000
const NAMES = [1, 100, 1000, 10_000]
const ours = (names) => `rx-asterisk, ${names} names`
const bare = (names) => `Map of Subjects, ${names} names`
const BESIDE = 'rx-asterisk, 1 name beside 10,000'

const namesOf = (count) => Array.from({ length: count }, (_, index) => `Event${index}`)

const subscribeOurs = (streams, frame$, names, heard) => {
  const { event } = streams(frame$)
  for (const name of names) event(name).subscribe(heard)
}

/** The same by hand: a Map of Subjects. */
const subscribeBare = (frame$, names, heard) => {
  const subjects = new Map(names.map((name) => [name, new Subject()]))
  for (const subject of subjects.values()) subject.subscribe(heard)
  frame$.subscribe((frame) => subjects.get(frame.event)?.next(frame))
}

export const routing = {
  title: '(c) routing by name: streams(frame$).event(name) beside a bare Map<name, Subject>',
  readers: [...NAMES.flatMap((count) => [ours(count), bare(count)]), BESIDE],
  unit: 'CPU ns an event',
  measure: async ({ name }) => {
    const { Frame, streams } = await import('../../../dist/index.js')
    const watched = namesOf(name === BESIDE ? 10_000 : Number(/([\d]+) names/.exec(name)[1]))
    const sent = name === BESIDE ? watched.slice(0, 1) : watched
    const texts = sent.map(
      (each) => `Event: ${each}\r\nPrivilege: user,all\r\nChannel: PJSIP/2222-00000001\r\nValue: 1`,
    )
    const frame$ = new Subject()
    let heard = 0
    const count = () => (heard += 1)
    if (name.startsWith('rx')) subscribeOurs(streams, frame$, watched, count)
    else subscribeBare(frame$, watched, count)
    const run = (events) => {
      for (let index = 0; index < events; index += 1) frame$.next(new Frame(texts[index % texts.length]))
    }
    run(EVENTS / 5)
    heard = 0
    const spent = cpu()
    run(EVENTS)
    return { value: (spent() * 1000) / EVENTS, 'heard %': (100 * heard) / EVENTS }
  },
  verdicts: ({ ratio }) => [
    ...NAMES.map((count) =>
      below(
        `(c) routing against a bare Map of Subjects, ${count} names`,
        ratio(ours(count), bare(count)),
        count > 1000 ? undefined : 1,
      ),
    ),
    below('(c) one name beside 10,000 others against one alone', ratio(BESIDE, ours(1)), 1.2),
  ],
}
