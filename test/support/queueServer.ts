/** A server with queues, for tests of what is asked when. */
import { type Manner, peer, type Peer, politeExcept } from './peer.js'
import { type QueueInList, queueItems } from './queueWire.js'

export type Queues = Readonly<Record<string, QueueInList>>

/** Answers QueueStatus and QueueSummary from one set of queues, which a test may exchange. */
export const asteriskWith = (queues: () => Queues, refused: Readonly<Record<string, Manner>> = {}): Peer =>
  peer(
    politeExcept({
      QueueStatus: ({ id, text }, link) => {
        const wanted = /^Queue: (.*)$/m.exec(text)?.[1]?.trim()
        link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
        for (const [name, of] of Object.entries(queues())) {
          if (wanted !== undefined && wanted !== name) continue
          for (const item of queueItems(name, of)) link.say(...item, `ActionID: ${id}`)
        }
        link.say('Event: QueueStatusComplete', `ActionID: ${id}`, 'EventList: Complete')
      },
      QueueSummary: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
        for (const [name, { members = {}, callers = [] }] of Object.entries(queues())) {
          const loggedIn = Object.values(members).filter(({ status = 1 }) => status !== 5).length
          link.say(
            'Event: QueueSummary',
            `Queue: ${name}`,
            `LoggedIn: ${loggedIn}`,
            `Callers: ${callers.length}`,
            `ActionID: ${id}`,
          )
        }
        link.say('Event: QueueSummaryComplete', `ActionID: ${id}`, 'EventList: Complete')
      },
      ...refused,
    }),
  )

/** The queues that were asked about; `*`: all of them. */
export const asked = (server: Peer): readonly string[] =>
  server.heard('QueueStatus').map(({ text }) => /^Queue: (.*)$/m.exec(text)?.[1]?.trim() ?? '*')
