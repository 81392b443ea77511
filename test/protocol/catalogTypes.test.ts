import ts from 'typescript'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { complaints } from '../support/snippets.js'

const test = suite('types of the catalog')

const PROGRAM = `
import { connect, custom } from 'rx-asterisk'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
const asterisk = connect({ username: 'admin', password: 'secret' })
`

const ACCEPTED: readonly (readonly [what: string, program: string])[] = [
  [
    'a header of an event is an Option of its meaning',
    `asterisk.event('Hangup').subscribe((e) => { const c: O.Option<number> = e.Cause; return c })`,
  ],
  [
    'several names give the union of their events',
    `asterisk.event('Hangup', 'Newchannel').subscribe((e) => { if (e.name === 'Hangup') e.Cause; const u: O.Option<string> = e.Uniqueid; return u })`,
  ],
  [
    'an enum is its words',
    `asterisk.event('Cdr').subscribe((e) => { const d: O.Option<'NO ANSWER' | 'FAILED' | 'BUSY' | 'ANSWERED' | 'CONGESTION' | 'UNKNOWN'> = e.Disposition; return d })`,
  ],
  [
    'a list of words that others may extend is its words and any text',
    `asterisk.event('Registry').subscribe((e) => { if (O.isSome(e.Status) && e.Status.value === 'Paused') return; const s: O.Option<string> = e.Status; return s })`,
  ],
  [
    'a numbered header by its number',
    `asterisk.event('RTCPReceived').subscribe((e) => { const j: O.Option<number> = e.Report0IAJitter; const l: O.Option<number> = e.Report30DLSR; return [j, l] })`,
  ],
  [
    'a numbered header of an action by any number',
    `asterisk.send({ Action: 'AOCMessage', MsgType: 'D', 'UnitAmount(0)': 12, 'UnitAmount(7)': 5, 'UnitType(7)': 1 })`,
  ],
  [
    'a snapshot stands behind its prefix',
    `asterisk.event('DialBegin').subscribe((e) => { const d: O.Option<string> = e.DestChannel; return d })`,
  ],
  ['an unlisted event has a frame', `asterisk.event(custom('DongleStatus')).subscribe((e) => e.frame.get('Device'))`],
  [
    'an action with what it needs',
    `asterisk.send({ Action: 'QueueAdd', Queue: 'support', Interface: 'PJSIP/2222', Penalty: 1 })`,
  ],
  [
    'a header that is left out by undefined',
    `asterisk.send({ Action: 'QueueAdd', Queue: 'q', Interface: 'PJSIP/2222', Reason: undefined })`,
  ],
  [
    'a response with data',
    `asterisk.send({ Action: 'Getvar', Variable: 'X' }).subscribe((r) => { const v: O.Option<string> = r.Value; return v })`,
  ],
  [
    'a list with its items',
    `asterisk.list({ Action: 'QueueStatus' }).subscribe((e) => { if (e.name === 'QueueMember') { const p: O.Option<boolean> = e.Paused; return p } return undefined })`,
  ],
  [
    'a hangup by pattern is a list too',
    `asterisk.list({ Action: 'Hangup', Channel: '/^PJSIP/' }).subscribe((e) => { const c: O.Option<string> = e.Channel; return c })`,
  ],
  [
    'a UserEvent with headers of its own',
    `asterisk.send({ Action: 'UserEvent', UserEvent: 'Door', Anything: 'goes' })`,
  ],
  [
    'variables that repeat',
    `asterisk.send({ Action: 'Originate', Channel: 'PJSIP/1', Async: true, Variable: ['A=1', 'B=2'] })`,
  ],
  [
    'any action at all through custom',
    `asterisk.send(custom({ Action: 'DongleReset', Device: 'dongle0' })); asterisk.list(custom({ Action: 'DongleShowDevices' }))`,
  ],
  [
    'a UserEvent with a codec',
    `asterisk.userEvent('Door', t.type({ Source: t.string })).subscribe((e) => { const s: string = e.Source; return s })`,
  ],
  [
    'a UserEvent without one',
    `asterisk.userEvent('Door').subscribe((e) => { const s: O.Option<string> = e.source; return s })`,
  ],
]

const REJECTED: readonly (readonly [what: string, program: string, complaint: RegExp])[] = [
  [
    'B11: an Originate without Async, which would hold up the login',
    `asterisk.send({ Action: 'Originate', Channel: 'PJSIP/1' })`,
    /'Async' is missing/,
  ],
  ['a wrong event name', `asterisk.event('Hangupp')`, /'"Hangupp"' is not assignable/],
  [
    'a wrong header of an event',
    `asterisk.event('Hangup').subscribe((e) => e.Reason)`,
    /'Reason' does not exist on type 'HangupEvent'/,
  ],
  [
    'a header that only one of two events has',
    `asterisk.event('Hangup', 'Newchannel').subscribe((e) => e.Cause)`,
    /'Cause' does not exist/,
  ],
  [
    'a word that the enum does not have',
    `asterisk.event('Cdr').subscribe((e) => { if (O.isSome(e.Disposition) && e.Disposition.value === 'LOST') return })`,
    /no overlap/,
  ],
  [
    'a wrong action',
    `asterisk.send({ Action: 'QueueAddd', Queue: 'q', Interface: 'i' })`,
    /'"QueueAddd"' is not assignable/,
  ],
  [
    'a wrong header of an action',
    `asterisk.send({ Action: 'QueueAdd', Queue: 'q', Interface: 'i', Pennalty: 1 })`,
    /'Pennalty' does not exist in type/,
  ],
  ['a missing header that is required', `asterisk.send({ Action: 'QueueAdd', Queue: 'q' })`, /'Interface' is missing/],
  [
    'a wrong word of an enum',
    `asterisk.send({ Action: 'MuteAudio', Channel: 'PJSIP/1', Direction: 'up', State: 'on' })`,
    /'"up"' is not assignable/,
  ],
  [
    'a numbered header without a number',
    `asterisk.event('RTCPReceived').subscribe((e) => e.ReportXIAJitter)`,
    /'ReportXIAJitter' does not exist/,
  ],
  ['a list that is sent', `asterisk.send({ Action: 'QueueStatus' })`, /'"QueueStatus"' is not assignable/],
  ['a single answer that is listed', `asterisk.list({ Action: 'Ping' })`, /'"Ping"' is not assignable/],
  ['an ActionID', `asterisk.send({ Action: 'Ping', ActionID: '1' })`, /'ActionID' does not exist in type/],
  [
    'an action that would stall the session',
    `asterisk.send({ Action: 'WaitEvent' })`,
    /'"WaitEvent"' is not assignable/,
  ],
  [
    'a field that the codec of a UserEvent does not give',
    `asterisk.userEvent('Door', t.type({ Source: t.string })).subscribe((e) => e.source)`,
    /'source' does not exist/,
  ],
]

const said = complaints([...ACCEPTED, ...REJECTED].map(([at, text]) => ({ at, text: PROGRAM + text })))

for (const [index, [what]] of ACCEPTED.entries()) {
  test(`accepts ${what}`, () => {
    assert.equal(said[index], [])
  })
}

for (const [index, [what, , complaint]] of REJECTED.entries()) {
  test(`rejects ${what}`, () => {
    assert.match((said[ACCEPTED.length + index] ?? []).join('\n'), complaint)
  })
}

/** A program as an editor has it open. */
const edited = (text: string) => {
  const file = `${process.cwd()}/hover.ts`
  const host: ts.LanguageServiceHost = {
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const source = name === file ? text : ts.sys.readFile(name)
      return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source)
    },
    getCurrentDirectory: () => process.cwd(),
    getCompilationSettings: () => ({
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
      types: ['node'],
    }),
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: (name) => (name === file ? text : ts.sys.readFile(name)),
  }
  return { service: ts.createLanguageService(host), file, text }
}

test('an editor completes the known words of an open list', () => {
  const { service, file, text } = edited(
    `import { connect } from './src/index.js'\nconnect({ username: 'a', password: 'b' }).event('Registry').subscribe((e) => e.Status._tag === 'Some' && e.Status.value === '')\n`,
  )
  const at = text.indexOf("=== ''") + "=== '".length
  const names = (service.getCompletionsAtPosition(file, at, {})?.entries ?? []).map(({ name }) => name)
  for (const word of ['Registered', 'Request Sent', 'No Authentication']) assert.ok(names.includes(word), names.join())
})

test('an editor shows event(‘Hangup’) as a stream of HangupEvent', () => {
  const { service, file, text } = edited(
    `import { connect } from './src/index.js'\nconst hangup$ = connect({ username: 'a', password: 'b' }).event('Hangup')\n`,
  )
  const info = service.getQuickInfoAtPosition(file, text.indexOf('hangup$'))
  assert.is(ts.displayPartsToString(info?.displayParts), 'const hangup$: Observable<HangupEvent>')
})

test.run()
