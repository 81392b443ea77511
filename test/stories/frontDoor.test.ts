/**
 * The bugs B1 to B12 that the trial programs found. Those of one part are tested beside it: B2 in test/testing/simulateActions.test.ts, B5 in
 * test/cli/frontDoor.test.ts, B6 in test/cli/doctor.test.ts, B7 in test/options.test.ts, B11 in test/protocol/catalogTypes.test.ts.
 */
import { existsSync, readFileSync } from 'node:fs'
import * as O from 'fp-ts/lib/Option.js'
import { of, Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ChannelChange, frame, streams } from '../../src/index.js'
import { helpOf } from '../../src/cli/help.js'
import { TABLE } from '../../src/cli/table.js'
import { marbles } from '../../src/testing/index.js'
import { inside } from '../support/inside.js'
import { directory, plugin, removeDirectories } from '../support/directory.js'
import { house } from '../cli/house.js'
import { clientOf, staged } from './stage.js'
import { noted, said } from '../support/peer.js'

const test = suite('stories: front door')

const NAME = 'PJSIP/2222-00000001'
const channel = (event: string, exten: string, context: string, ...more: readonly string[]) =>
  frame(
    `Event: ${event}`,
    'Privilege: call,all',
    `Channel: ${NAME}`,
    'ChannelState: 5',
    `Context: ${context}`,
    `Exten: ${exten}`,
    'Uniqueid: 1.1',
    'Linkedid: 1.1',
    ...more,
  )

/** The last sight of a channel that begins in `s` and ends by that Hangup. */
const endOf = (...hangup: readonly [exten: string, context: string]): { readonly place: string } => {
  const seen: ChannelChange[] = []
  marbles(({ hot, flush }) => {
    const frame$ = hot('-n-h', { n: channel('Newchannel', 's', 'start'), h: channel('Hangup', ...hangup, 'Cause: 16') })
    streams(frame$).channelChange$.subscribe((change) => seen.push(change))
    flush()
  })()
  const last = seen.at(-1)
  assert.is(last?._tag, 'Ended')
  return { place: `${last?.channel.exten ?? ''}@${last?.channel.context ?? ''}` }
}

test('B1: the end of a channel has the extension of its Hangup', () => {
  assert.equal(endOf('30', 'internal'), { place: '30@internal' })
})

test('B1: a Hangup without an extension, or in the extension h, keeps the one before', () => {
  assert.equal(endOf('h', 'internal'), { place: 's@start' })
  assert.equal(endOf('', ''), { place: 's@start' })
})

test('B3: a caller without a number is none in the list of a queue, too', () => {
  const entry = (number: string, name: string) =>
    streams(of(frame('Event: QueueEntry', 'Queue: support', `CallerIDNum: ${number}`, `CallerIDName: ${name}`))).event(
      'QueueEntry',
    )
  const seen: (readonly unknown[])[] = []
  for (const [number, name] of [
    ['unknown', 'unknown'],
    ['30', 'Unknown Soldier'],
  ] as const) {
    entry(number, name).subscribe(({ CallerIDNum, CallerIDName }) => seen.push([CallerIDNum, CallerIDName]))
  }
  assert.equal(seen, [
    [O.none, O.none],
    [O.some('30'), O.some('Unknown Soldier')],
  ])
})

test('B4: an idle device has no beginning that depends on the subscriber', () => {
  staged(({ asterisk, at }) => {
    const early = noted(asterisk.deviceState('30'))
    at(5000, () => {
      const late = noted(asterisk.deviceState('30'))
      at(10, () => {
        assert.equal(said(early), said(late))
        assert.equal(said(late).length, 1)
        assert.match(JSON.stringify(said(late)), '"since":{"_tag":"None"}')
      })
    })
  })
})

test('B8: a logic is closed after a refused login', () => {
  staged(({ pbx, at }) => {
    const refused = clientOf(pbx, { password: 'wrong' })
    const faults = noted(refused.fault$)
    const logic = refused.logic(refused.userEvent('Door'), () => undefined)
    at(5000, () => {
      assert.is(logic.closed, true)
      assert.match(JSON.stringify(said(faults)), 'LoginRefused')
    })
  })
})

test('B9: the help of a command that tries for ever does not say that it ends when Asterisk cannot be reached', () => {
  for (const command of TABLE.filter(({ name }) =>
    ['watch', 'devices', 'queues', 'endpoints', 'calls', 'record'].includes(name),
  )) {
    const [, line = ''] = /^ {2}3 +((?:.*\n {4,})*.*)$/m.exec(helpOf(command)) ?? []
    assert.match(line, /^Asterisk refused the login/)
    assert.equal(line.includes('reached'), line.includes('--once'))
  }
})

test('B10: call prints that a phone rings only after Asterisk has accepted it', async () => {
  const { pbx, as } = await house()
  const { err } = await inside(['call', '200', '100', 'internal'], { env: as('minimal') })
  await pbx.close()
  assert.not.match(err, 'ringing')
  assert.match(err, /^rx-asterisk: .*Permission denied/)
})

test('B10: run prints the login before it prints that all links are up', async () => {
  const { pbx, port } = await house()
  const lines: string[] = []
  const stop$ = new Subject<'SIGINT'>()
  const heard = (line: string): void => {
    lines.push(line)
    if (line.includes('ready: all links are up')) stop$.next('SIGINT')
  }
  await inside(['run', directory({ 'etc/plugin.conf': plugin(port) })], { stop$, heard })
  await pbx.close()
  const [login, ready] = ['logged in', 'ready: all'].map((text) => lines.findIndex((line) => line.includes(text)))
  assert.ok(login !== undefined && ready !== undefined && login >= 0 && login < ready, lines.join('\n'))
})

test('B12: the package names its repository, and has the pages that README links to', () => {
  const text = readFileSync('package.json', 'utf8')
  for (const name of ['"homepage"', '"repository"', '"docs"']) assert.match(text, name)
  assert.ok(existsSync('docs/README.md'))
})

test.after(removeDirectories)
test.run()
