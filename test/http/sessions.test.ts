/** Sessions in virtual time: they end after 12 hours, and their streams with them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect } from '../../src/index.js'
import { LiveBoard } from '../../src/http/board.js'
import { Feed } from '../../src/http/feed.js'
import { Served } from '../../src/http/metrics.js'
import { ROUTES } from '../../src/http/routes.js'
import { type Session, SESSION_AGE, Sessions } from '../../src/http/sessions.js'
import { StreamDesk } from '../../src/http/streamDesk.js'
import { Tally } from '../../src/http/tally.js'
import { elapsed } from '../../src/rx/clock.js'
import { marbles, simulate } from '../../src/testing/index.js'
import { EMPTY } from 'rxjs'

const test = suite('sessions')

const ANNA = { name: 'anna' }

const [EVENTS] = ROUTES.filter(({ name }) => name === 'events')

test(
  'a stream ends with its session, also where nobody asks for anything else',
  marbles(({ cold, flush }) => {
    const asterisk = connect({ username: 'admin', password: 'secret', transport: simulate().transport })
    const board = new LiveBoard(asterisk, {}, EMPTY)
    const served = new Served()
    const parts = { asterisk, options: {}, board, feed: new Feed(board, 'e'), served, tally: new Tally(asterisk) }
    const desk = new StreamDesk({ ...parts, audit: () => undefined })
    const open: number[] = []
    cold('a 20s b 999ms c 20s |').subscribe({
      next: (at) => {
        if (at === 'a')
          desk.open(visitOf({ id: 'x', user: ANNA, began: elapsed() - SESSION_AGE + 20_500, ends: new Set() }))
        open.push(served.streams)
      },
      complete: () => {
        board.close()
        void asterisk.close()
      },
    })
    flush()
    assert.equal(open, [1, 1, 0])
  }),
)

const visitOf = (session: Session) => {
  if (EVENTS === undefined) throw new Error('no route')
  const request = new Request('http://localhost/api/events')
  const identity = { user: ANNA, key: session.id, owner: 'anna', session, ambient: true }
  return { request, url: new URL(request.url), context: {}, route: EVENTS, params: {}, body: {}, identity }
}

test('the oldest of more than 1,000 sessions ends, with its streams', () => {
  const sessions = new Sessions()
  const first = sessions.begin(ANNA)
  let ended = 0
  sessions.of(first)?.ends.add(() => (ended += 1))
  for (let n = 0; n < 1000; n += 1) sessions.begin(ANNA)
  assert.equal([sessions.of(first), ended], [undefined, 1])
})

test('a session is found by its secret only, and the memory has its hash', () => {
  const sessions = new Sessions()
  const secret = sessions.begin(ANNA)
  const session = sessions.of(secret)
  assert.is(session?.user, ANNA)
  assert.is(sessions.of(session?.id ?? ''), undefined)
  assert.not.match(JSON.stringify(session), secret)
})

test.run()
