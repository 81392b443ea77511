/** A log over JetStream. */
import type { JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import { asyncScheduler, defer, from, map, Observable, of, Subscription, switchMap } from 'rxjs'
import { AmiError } from '../index.js'
import { elapsed } from '../rx/clock.js'
import type { Client } from './client.js'
import { readJson } from './notes.js'
import type { Appended, Entry, Log, Tail } from './log.js'

/** Bytes of a message beside its text: subject, headers. */
const BESIDE = 1024
/** A refusal has `seq: 0` as well. */
const ACK = t.partial({ seq: t.number, error: t.partial({ err_code: t.number }) })
/** JetStream's codes for a wrong last sequence, and a wrong last message id. */
const REFUSED: ReadonlySet<number> = new Set([10071, 10070])
const INFO = t.type({ state: t.type({ last_seq: t.number, first_seq: t.number }) })
const STORED = t.type({
  message: t.intersection([
    t.type({ subject: t.string, seq: t.number }),
    t.partial({ data: t.string, hdrs: t.string, time: t.string }),
  ]),
})
const MESSAGE_ID = /^Nats-Msg-Id: *([^\r\n]*)/im

/** Asks JetStream; fails with `BusLost` when it does not answer. */
export const apiRequest = (connection: NatsConnection, timeout: number) => (subject: string, body: object) =>
  defer(() => from(connection.request(`$JS.API.${subject}`, JSON.stringify(body), { timeout }))).pipe(
    map((message) => message.string()),
  )

const decoded = (base64: string | undefined): string => Buffer.from(base64 ?? '', 'base64').toString('utf8')

/** A stored message from the answer to STREAM.MSG.GET; undefined when there is none. */
export const storedIn = (answer: string): (Tail & { readonly sequence: number }) | undefined => {
  const found = readJson(STORED, answer)?.message
  if (found === undefined) return undefined
  const { subject, seq: sequence, data, hdrs } = found
  const id = MESSAGE_ID.exec(decoded(hdrs))?.[1]
  return { last: sequence, sequence, id, subject, text: decoded(data) }
}

interface Pending {
  readonly done: (appended: Appended) => void
  readonly until: number
}

/** Appends with one inbox for all answers: the client's own `publish` costs five times as much. */
class Appends {
  readonly #connection: NatsConnection
  readonly #nats: Client
  readonly #pending = new Map<string, Pending>()
  readonly #inbox: string
  readonly #timeout: number
  readonly #running = new Subscription()
  #serial = 0

  constructor(nats: Client, connection: NatsConnection, inbox: string, timeout: number) {
    this.#nats = nats
    this.#connection = connection
    this.#inbox = inbox
    this.#timeout = timeout
    const answers = connection.subscribe(`${inbox}.*`, {
      callback: (error, message) => {
        const serial = message.subject.slice(inbox.length + 1)
        this.#answer(serial, error === null ? message.string() : '')
      },
    })
    this.#running.add(() => {
      answers.unsubscribe()
    })
    this.#sweep()
  }

  append: Log['append'] = ({ id, subject, text }, expecting, done) => {
    const headers = this.#nats.headers()
    headers.set('Nats-Msg-Id', id)
    if (expecting._tag === 'After') headers.set('Nats-Expected-Last-Msg-Id', expecting.id)
    else headers.set('Nats-Expected-Last-Sequence', String(expecting.last))
    const serial = done === undefined ? undefined : this.#wait(done)
    try {
      this.#connection.publish(
        subject,
        // the client would make an array of its own for each text
        Buffer.from(text),
        serial === undefined ? { headers } : { headers, reply: `${this.#inbox}.${serial}` },
      )
    } catch {
      // the connection is closed
      if (serial !== undefined) this.#answer(serial, '')
    }
  }

  /** The name of the answer. */
  #wait(done: Pending['done']): string {
    this.#serial += 1
    const serial = this.#serial.toString(36)
    this.#pending.set(serial, { done, until: elapsed() + this.#timeout })
    return serial
  }

  /** Nothing that is on its way will be answered. */
  lost(): void {
    for (const serial of [...this.#pending.keys()]) this.#answer(serial, '')
  }

  end(): void {
    this.#running.unsubscribe()
    this.lost()
  }

  #answer(serial: string, text: string): void {
    const pending = this.#pending.get(serial)
    if (pending === undefined) return
    this.#pending.delete(serial)
    pending.done(appendedFrom(text))
  }

  #sweep(): void {
    const sweep = asyncScheduler.schedule(() => {
      const now = elapsed()
      for (const [serial, { until }] of this.#pending) {
        if (until > now) break
        this.#answer(serial, '')
      }
      this.#sweep()
    }, 250)
    this.#running.add(sweep)
  }
}

const appendedFrom = (text: string): Appended => {
  const ack = readJson(ACK, text)
  if (ack?.error !== undefined) return { _tag: REFUSED.has(ack.error.err_code ?? 0) ? 'Refused' : 'Unanswered' }
  return ack?.seq === undefined || ack.seq === 0 ? { _tag: 'Unanswered' } : { _tag: 'Stored', sequence: ack.seq }
}

const gone = (stream: string): AmiError =>
  new AmiError({
    _tag: 'BusLost',
    why: `the stream ${stream} does not answer`,
    hint: O.some('make it with: rx-asterisk fleet setup'),
  })

/** An entry that was read. Its headers are taken apart when the id is asked for: most readers need it for few entries. */
class ReadEntry implements Entry {
  readonly #message: JsMsg
  readonly sequence: number
  readonly subject: string
  readonly text: string

  constructor(message: JsMsg) {
    this.#message = message
    this.sequence = message.seq
    this.subject = message.subject
    this.text = message.string()
  }

  get id(): string {
    return this.#message.headers?.get('Nats-Msg-Id') ?? ''
  }

  get at(): number {
    return this.#message.time.getTime()
  }
}

export const natsLog = (nats: Client, connection: NatsConnection, inbox: string, timeout: number) => {
  const appends = new Appends(nats, connection, inbox, timeout)
  const ask = apiRequest(connection, timeout)
  const manager = nats.jetstream(connection)
  const tail = (stream: string): Observable<Tail> =>
    ask(`STREAM.INFO.${stream}`, {}).pipe(
      switchMap((answer) => {
        const last = readJson(INFO, answer)?.state.last_seq
        if (last === undefined) throw gone(stream)
        const empty: Tail = { last, id: undefined, subject: '', text: '' }
        return last === 0
          ? of(empty)
          : ask(`STREAM.MSG.GET.${stream}`, { seq: last }).pipe(map((message) => storedIn(message) ?? empty))
      }),
    )
  const read = (stream: string, as: string, first: number): Observable<Entry> =>
    new Observable((subscriber) => {
      let newest = first - 1
      let stop = (): void => undefined
      const begin = async (): Promise<void> => {
        const consumer = await manager.consumers.get(stream, {
          deliver_policy: nats.DeliverPolicy.StartSequence,
          opt_start_seq: Math.max(1, first),
          inactive_threshold: 30_000 * 1_000_000,
          name_prefix: `${as}-${nats.nuid.next()}`,
        })
        const messages = await consumer.consume({
          max_messages: 2000,
          expires: 10_000,
          idle_heartbeat: 1000,
          callback: (message) => {
            if (message.seq <= newest) return
            newest = message.seq
            subscriber.next(new ReadEntry(message))
          },
        })
        stop = () => {
          messages.stop()
          // it would count as a reader for 30 s more
          consumer.delete().catch(() => undefined)
        }
        if (subscriber.closed) stop()
        const error = await messages.closed()
        subscriber.error(error instanceof Error ? error : gone(stream))
      }
      begin().catch((error: unknown) => {
        subscriber.error(error)
      })
      return () => {
        stop()
      }
    })
  return {
    /** `as`: the beginning of the names of its readers. */
    of: (stream: string, as: string): Log => ({
      most: () => (connection.info?.max_payload ?? 1_048_576) - BESIDE,
      append: appends.append,
      tail: () => tail(stream),
      read: (first) => read(stream, as, first),
    }),
    lost: () => {
      appends.lost()
    },
    end: () => {
      appends.end()
    },
  }
}
