/** The guide by task: each page has a program that a test runs, and its files fit the tools that read them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { answer, simulate, wait } from '../../src/testing/index.js'
import { filesOf, freePort, listen, login, startFile } from '../support/guide.js'
import { blocks, fileOf } from '../support/snippets.js'
import { complaintsAbout, hasSystemd } from '../support/systemd.js'
import { eventually, pause } from '../support/watching.js'

const test = suite('the guide')

const FOLDER = 'docs/guide'
const pages = readdirSync(FOLDER).map((file) => file.replace(/\.md$/, ''))
const pageOf = (page: string): string => join(FOLDER, `${page}.md`)
const text = (page: string): string => readFileSync(pageOf(page), 'utf8')

const TESTS = [
  ...['guide', 'guideLog', 'guideMail', 'guidePrograms'].map((name) => `test/asterisk/${name}.test.ts`),
  'test/docs/runners.test.ts',
]
const tested = TESTS.map((file) => readFileSync(file, 'utf8')).join('\n')

test('has a page for each task', () => {
  assert.ok(pages.length >= 10, pages.join())
})

for (const page of pages) {
  test(`${page} has a whole program, and a test runs it`, () => {
    const names = blocks(pageOf(page)).flatMap((block) => fileOf(block) ?? [])
    assert.ok(names.length > 0)
    assert.is(new Set(names).size, names.length)
    const first = names.find((name) => tested.includes(`'${name}'`))
    assert.ok(first !== undefined && tested.includes(`'${page}'`), `no test runs ${names.join()}`)
  })
}

test('names in each whole program the rights of its login', () => {
  const without = pages.filter(
    (page) => !/read ?= ?call/.test(text(page)) && !['health', 'deploying', 'coming-from'].includes(page),
  )
  assert.equal(without, [])
})

const PBX = { queues: { support: { members: ['PJSIP/2222'], entries: [] } } }

/** The texts that the script of a page shows for a message: its heading, then its rows. */
const shownBy = (html: string, message: unknown): readonly string[] => {
  const program = `
    const elements = { current: {}, rows: { replaceChildren(...items) { this.items = items } } }
    const document = { getElementById: (id) => elements[id], createElement: () => ({}) }
    let opened
    class EventSource { constructor() { opened = this } }
    ${/<script>([^]*)<\/script>/.exec(html)?.[1] ?? ''}
    opened.onmessage({ data: ${JSON.stringify(JSON.stringify(message))} })
    JSON.stringify([elements.current.textContent, ...elements.rows.items.map((item) => item.textContent.trim())])
  `
  const texts: unknown = JSON.parse(String(runInNewContext(program)))
  return Array.isArray(texts) ? texts.map(String) : []
}

test('the wallboard shows who waits in a queue, and how many members are free', async () => {
  const pbx = simulate(PBX)
  const { host, port } = await pbx.listen()
  const { folder, remove } = filesOf('wallboard')
  const own = await freePort()
  const options = { username: 'admin', password: 'secret', host, port }
  const board = startFile(folder, 'board.mts', { ...login(options), PORT: String(own) })
  try {
    await board.prints('look at')
    const browser = listen(`http://127.0.0.1:${own}/events`)
    // the board is current when its second list of channels has come
    await eventually('nobody waits', () =>
      /"current":true.*"queues":\[\{"name":"support","callers":\[\],"free":1\}\]/.test(browser.newest()),
    )
    pbx.queue('support').join('PJSIP/200')
    await eventually('one waits', () => /"callers":\[\{("number":"200",)?"since":\d+\}\]/.test(browser.newest()))
    const html = await (await fetch(`http://127.0.0.1:${own}/`)).text()
    const shown = shownBy(html, JSON.parse(browser.newest()))
    assert.equal([shown[0], shown.at(-1)], ['', 'support: 1 wait, 1 free'])
    assert.match(
      shownBy(html, { current: false, phones: [{ name: '2222', state: 'off' }], queues: [] }).join(),
      /old values,2222: off/,
    )
    browser.leave()
  } finally {
    await board.stop()
    await pbx.close()
    remove()
  }
})

/** The login that a page shows, as the simulated Asterisk knows it. */
const loginOf = (page: string) => {
  const [, name = '', secret = '', read = '', write = ''] =
    /^\[(\w+)\]\nsecret = (\S+)\nread = (\S+)\nwrite = (\S+)$/m.exec(text(page)) ?? []
  return { name, user: { secret, read, write } }
}

/** Programs of servers and watchers, with the words that they print when they work. */
const WORKING = [
  ['rest-server', 'server.mts', 'listening'],
  ['wallboard', 'board.mts', 'look at'],
  ['call-log', 'log.mts', 'the log is running'],
  ['missed-calls', 'mailer.mts', 'watching'],
  ['test-runners', 'main.mts', 'the bell is connected'],
] as const

for (const [page, file, words] of WORKING) {
  test(`the rights on page ${page} are enough for its program`, async () => {
    const { name, user } = loginOf(page)
    const pbx = simulate({ ...PBX, users: { [name]: user }, contexts: { internal: () => [answer(), wait(60_000)] } })
    const { host, port } = await pbx.listen()
    const { folder, remove } = filesOf(page)
    const options = { username: name, password: user.secret, host, port }
    const program = startFile(folder, file, { ...login(options), PORT: String(await freePort()) })
    try {
      await program.prints(words)
      pbx.dial('PJSIP/200', '30')
      await eventually('the call is answered', () => pbx.channels().some(({ state }) => state === 'Up'))
      await eventually(
        'all lists are read',
        () =>
          pbx.actions().some(({ action }) => action === 'Status') || page === 'rest-server' || page === 'test-runners',
      )
      pbx.hangup('PJSIP/200')
      await pause()
      assert.not.match(program.text(), /refused|grant|Masked/)
    } finally {
      await program.stop()
      await pbx.close()
      remove()
    }
  })
}

test('a right that is missing would be noticed', async () => {
  const pbx = simulate({ ...PBX, users: { log: { secret: 's', read: 'call', write: 'user' } } })
  const { host, port } = await pbx.listen()
  const { folder, remove } = filesOf('call-log')
  const program = startFile(folder, 'log.mts', login({ username: 'log', password: 's', host, port }))
  try {
    await program.prints('Status was refused: Permission denied; grant this login write=')
  } finally {
    await program.stop()
    await pbx.close()
    remove()
  }
})

const major = Number(process.versions.node.split('.')[0])
const since22: (name: string, run: () => Promise<void>) => void = major >= 22 ? test : (name) => test.skip(name)

since22('the call log runs with node:sqlite too, as its page says', async () => {
  const [, line = ''] = /^\| `node:sqlite` +\| `(import [^`]+)`/m.exec(text('call-log')) ?? []
  const pbx = simulate({ contexts: { internal: () => [answer(), wait(60_000)] } })
  const { host, port } = await pbx.listen()
  const { folder, remove } = filesOf('call-log')
  const file = join(folder, 'log.mts')
  writeFileSync(file, readFileSync(file, 'utf8').replace("import Database from 'libsql'", line))
  const log = startFile(folder, 'log.mts', login({ username: 'admin', password: 'secret', host, port }))
  try {
    await log.prints('the log is running')
    const call = pbx.dial('PJSIP/200', '30')
    await eventually('it is answered', () => pbx.channels().some(({ state }) => state === 'Up'))
    call.hangup()
    await log.prints('200 outgoing')
  } finally {
    assert.is(await log.stop(), 0, log.text())
    await pbx.close()
    remove()
  }
})

const there: (name: string, run: () => void) => void = hasSystemd ? test : (name) => test.skip(name)

const UNIT = /```ini\n(\[Unit\]\n[^]*?)```/.exec(text('deploying'))?.[1] ?? ''

test('deploying has a unit whose exit codes are those of its program', () => {
  const { [1]: codes = '' } = /^RestartPreventExitStatus=(.*)$/m.exec(UNIT) ?? []
  assert.is(codes, '2 3')
  assert.match(text('deploying'), 'const EXIT = { crash: 1, usage: 2, refused: 3 }')
})

there('systemd finds nothing wrong with the unit of deploying', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-unit-'))
  writeFileSync(join(folder, 'phone.service'), UNIT)
  const said = complaintsAbout(join(folder, 'phone.service'))
  rmSync(folder, { recursive: true })
  assert.is(said, '')
})

test.run()
