/** Subscribers that act while they are told something. */
import { map, take } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { client, nobody, noted, peer, polite, politeExcept, said, story, tags, type Manner } from '../support/peer.js'

const test = suite('reentry')

const storing: Manner = politeExcept({
  DBPut: ({ id }, link) => {
    link.say('Response: Success', `ActionID: ${id}`, 'Message: Updated database successfully')
  },
})

test('who subscribes again when told Closed opens no new link', () => {
  const server = peer(polite)
  story((at) => {
    const asterisk = client(server.transport)
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    asterisk.status$.subscribe({
      next: ({ _tag }) => {
        if (_tag === 'Closed') noted(asterisk.event('Hangup'))
      },
      complete: () => noted(asterisk.frame$),
    })
    at(100, () => asterisk.close())
    at(3000, () => {
      assert.is(server.links.length, 1)
      assert.equal(tags(status), ['Idle', 'Connecting', 'Authenticating', 'Ready', 'Closed'])
      assert.equal(tags(noted(asterisk.status$)), ['Closed'])
    })
  })
})

test('who opens the link when told Idle hears every step', () => {
  const server = peer(polite)
  story((at) => {
    const asterisk = client(server.transport)
    const heard: string[] = []
    asterisk.status$.subscribe(({ _tag }) => {
      heard.push(_tag)
      if (_tag === 'Idle') noted(asterisk.event$)
    })
    at(100, () => {
      assert.equal(heard, ['Idle', 'Connecting', 'Authenticating', 'Ready'])
      void asterisk.close()
    })
  })
})

test('who closes when told Ready on coming late hears Closed and the end', () => {
  const server = peer(polite)
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    const heard: string[] = []
    at(100, () => {
      asterisk.status$.subscribe({
        next: ({ _tag }) => {
          heard.push(_tag)
          if (_tag === 'Ready') void asterisk.close()
        },
        complete: () => heard.push('end'),
      })
      assert.equal(heard, ['Ready', 'Closed', 'end'])
    })
  })
})

test('who closes again while an unsent action fails hears that it is done after all else', async () => {
  const asterisk = client(nobody('refused'))
  const heard: string[] = []
  story((at) => {
    const note = (what: string) => () => {
      heard.push(what)
    }
    asterisk.event$.subscribe({ complete: note('streams end') })
    asterisk.send({ Action: 'Ping' }).subscribe({
      error: () => {
        note('first fails')()
        void asterisk.close().then(note('closed'))
      },
    })
    asterisk.send({ Action: 'Ping' }).subscribe({ error: note('second fails') })
    at(100, () => void asterisk.close())
  })
  await asterisk.close()
  assert.equal(heard, ['first fails', 'second fails', 'streams end', 'closed'])
})

test('an action after ready$ was awaited opens a link of its own, where links do not linger', () => {
  const server = peer(storing)
  story((at) => {
    const asterisk = client(server.transport, { linger: 0 })
    asterisk.ready$.pipe(take(1)).subscribe()
    at(1000, () => {
      const write = noted(asterisk.dbWrite('dnd/office', true))
      at(1000, () => {
        assert.equal(said(write), [undefined, 'end'])
        assert.is(server.links.length, 2)
        void asterisk.close()
      })
    })
  })
})

test('a model that is watched from Ready on is named in reading until its answer came', () => {
  const counting = politeExcept({
    MailboxCount: ({ id }, link) => {
      link.say('Response: Success', `ActionID: ${id}`, 'Mailbox: 2222@default', 'NewMessages: 1', 'OldMessages: 0')
    },
  })
  const server = peer(counting)
  story((at) => {
    const asterisk = client(server.transport)
    const ready = noted(asterisk.ready$.pipe(map(({ reading }) => reading)))
    asterisk.ready$.pipe(take(1)).subscribe(() => noted(asterisk.mailbox('2222')))
    at(1000, () => {
      assert.equal(said(ready), [[], ['mailboxes'], []])
      void asterisk.close()
    })
  })
})

test('all subscribers of the status get the newest one last, also where one of them causes it', () => {
  const server = peer(politeExcept({ MailboxCount: () => undefined }))
  story((at) => {
    const asterisk = client(server.transport)
    const readings$ = asterisk.ready$.pipe(map(({ reading }) => reading))
    readings$.subscribe((reading) => {
      if (reading.includes('channels')) noted(asterisk.mailbox('2222'))
    })
    const seen = noted(readings$)
    at(100, () => noted(asterisk.device('2222')))
    at(1000, () => {
      assert.equal(said(seen), [[], ['channels'], ['channels', 'mailboxes']])
      void asterisk.close()
    })
  })
})

test('who closes at Ready gets Closed and the end', () => {
  const server = peer(polite)
  story((at) => {
    const asterisk = client(server.transport)
    asterisk.status$.subscribe(({ _tag }) => {
      if (_tag === 'Ready') void asterisk.close()
    })
    const seen = noted(asterisk.status$.pipe(map(({ _tag }) => _tag)))
    noted(asterisk.event$)
    at(100, () => {
      assert.equal(said(seen), ['Idle', 'Connecting', 'Authenticating', 'Ready', 'Closed', 'end'])
      assert.is(server.heard('Logoff').length, 1)
    })
  })
})

test.run()
