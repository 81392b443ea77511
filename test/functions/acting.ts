/** Actions against a scripted peer. The link is ready, and the action is subscribed at 100 ms. */
import { asyncScheduler, type Observable } from 'rxjs'
import type { Asterisk } from '../../src/index.js'
import { type Log, type Manner, noted, client, peer, type Peer, politeExcept, story } from '../support/peer.js'

const ASKED = 100

/** Answers with these headers. */
export const accepting =
  (...headers: readonly string[]): Manner =>
  ({ id }, link) => {
    link.say('Response: Success', `ActionID: ${id}`, ...headers)
  }

/** Answers a list of these items; the ActionID is added to each. */
export const listing =
  (complete: string, ...items: readonly (readonly string[])[]): Manner =>
  ({ id }, link) => {
    link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
    for (const item of items) link.say(...item, `ActionID: ${id}`)
    link.say(`Event: ${complete}`, `ActionID: ${id}`, 'EventList: Complete', `ListItems: ${items.length}`)
  }

/** Answers `ms` later. */
export const after =
  (ms: number, manner: Manner): Manner =>
  (action, link) => {
    asyncScheduler.schedule(() => {
      if (link.closedAt === undefined) manner(action, link)
    }, ms)
  }

/** The manners in turn, one for each action; the last one for the rest. */
export const inOrder = (...manners: readonly Manner[]): Manner => {
  let count = 0
  return (action, link) => {
    const manner = manners[Math.min(count++, manners.length - 1)]
    manner?.(action, link)
  }
}

export const cut: Manner = (_, link) => {
  link.fail('cut')
}

/** The Value of a variable, by the text of the question. */
export const variable = (value: string): Manner => accepting('Variable: x', `Value: ${value}`)

interface Acting {
  readonly manners: Readonly<Record<string, Manner>>
  readonly act: (asterisk: Asterisk) => Observable<unknown>
  /** The time of unsubscribing, in milliseconds after the subscription. */
  readonly leave?: number
  /** Other events; times since the subscription. */
  readonly also?: (at: (ms: number, step: () => unknown) => void, server: Peer, asterisk: Asterisk) => void
}

interface Acted {
  /** The values and the end of the action; times since the subscription. */
  readonly log: Log
  /** Its values and its end, without times. */
  readonly said: readonly unknown[]
  readonly faults: readonly unknown[]
  readonly server: Peer
  /** The actions since the subscription, without those of the link: their times and the headers behind the ActionID. */
  readonly sent: readonly (readonly [at: number, action: string])[]
}

const OF_THE_LINK = /^Action: (?:Challenge|Login|Logoff|Ping|Status|CoreSettings|Events|CoreStatus)\b/

const headersOf = (text: string): string =>
  text
    .split('\r\n')
    .filter((line) => !line.startsWith('ActionID:'))
    .map((line) => line.slice(line.indexOf(': ') + 2))
    .join(' ')

/** Runs the scenario for 30 seconds. */
export const acting = ({ manners, act, leave, also }: Acting): Acted => {
  const server = peer(politeExcept(manners))
  let log: Log = []
  let faults: Log = []
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    faults = noted(asterisk.fault$).log
    at(ASKED, () => {
      const noting = noted(act(asterisk))
      log = noting.log
      if (leave !== undefined) asyncScheduler.schedule(noting.stop, leave)
    })
    also?.((ms, step) => at(ASKED + ms, step), server, asterisk)
    at(30_000, () => asterisk.close())
  })
  const heard = server.links.flatMap((link) => link.heard).filter(({ text }) => !OF_THE_LINK.test(text))
  return {
    log: log.map(([at, what]) => [at - ASKED, what] as const),
    said: log.map(([, what]) => what),
    faults: faults.map(([, what]) => what).filter((what) => what !== 'end'),
    server,
    sent: heard.map(({ at, text }) => [at - ASKED, headersOf(text)] as const),
  }
}
