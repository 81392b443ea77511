/** A page in Chromium, over the switchboard on a port, over a simulated Asterisk. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { ACTIONS } from '../../../src/http/options.js'
import { http, type HttpHandler, type HttpOptions, type HttpUser } from '../../../src/http/index.js'
import { type Asterisk, connect } from '../../../src/index.js'
import {
  dial,
  hangup,
  simulate,
  type SimulatedAction,
  type SimulateOptions,
  type Simulation,
} from '../../../src/testing/index.js'
import { type Proxy, proxy } from '../../support/proxy.js'
import { eventually } from '../../support/watching.js'
import { theBrowser } from './browser.js'

const HOUSE: SimulateOptions = {
  endpoints: {
    'PJSIP/200': { _tag: 'Answers', after: 20 },
    'PJSIP/201': { _tag: 'Rings' },
    'PJSIP/202': { _tag: 'Answers', after: 20 },
    'PJSIP/300': { _tag: 'Rings' },
    'PJSIP/2222': { _tag: 'Answers', after: 20 },
  },
  callerIds: { 'PJSIP/200': 'Kitchen <200>', 'PJSIP/201': 'Anna Müller <201>', 'PJSIP/202': 'Otto <202>' },
  contexts: { internal: (exten) => (/^\d{3,4}$/.test(exten) ? [dial([`PJSIP/${exten}`]), hangup()] : undefined) },
  queues: { support: { members: ['PJSIP/2222', 'PJSIP/202'], entries: [] } },
  mailboxes: { '2222@default': { old: 3, new: 1, urgent: 0 } },
}

const NAMES = { '200': 'Kitchen', '201': 'Anna Müller', '202': 'Otto' }

export interface StageOptions {
  readonly options?: HttpOptions
  readonly simulated?: SimulateOptions
  /** `nobody`: the page has to log in. */
  readonly user?: Partial<HttpUser> | 'nobody'
  /** The Asterisk, where it is not the simulated one. */
  readonly asterisk?: Asterisk
  /** The path and the hash that are opened. */
  readonly path?: string
  readonly browser?: BrowserContextOptions
}

let folder: string | undefined

/** The page, built once for each test file. */
export const builtPage = (): string => {
  if (folder !== undefined) return folder
  const made = mkdtempSync(join(tmpdir(), 'page-'))
  folder = made
  execFileSync(process.execPath, ['scripts/page.mjs', made])
  process.once('exit', () => rmSync(made, { recursive: true }))
  return made
}

const serving = (
  handler: HttpHandler,
  user: HttpUser | undefined,
  port: number,
): Promise<{ server: Server; port: number }> =>
  new Promise((done, failed) => {
    const server = serve(
      {
        fetch: (request: Request) => handler(request, user === undefined ? {} : { user }),
        hostname: '127.0.0.1',
        port,
        overrideGlobalObjects: false,
      },
      (info) => {
        if (server instanceof Server) done({ server, port: info.port })
      },
    )
    server.on('error', failed)
  })

/** A page with the messages of its console; a test ends with none. */
interface Opened {
  readonly page: Page
  readonly complaints: readonly string[]
}

const open = async (context: BrowserContext, address: string): Promise<Opened> => {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(address)
  return { page, complaints }
}

/** A browser says on its console that a request failed; the page cannot keep it silent. */
const isOfBrowser = (text: string): boolean => text.startsWith('Failed to load resource')

export interface Stage {
  readonly pbx: Simulation
  readonly context: BrowserContext
  readonly page: Page
  readonly address: string
  /** The wire between the browser and the server. */
  readonly wire: Proxy
  /** Opens one more tab of the same browser profile. */
  readonly tab: (path?: string) => Promise<Page>
  /** Ends the server like `kill -9`: all connections break, and the port is closed. */
  readonly stopServer: () => Promise<void>
  readonly startServer: () => Promise<void>
  /** The event streams that are open at the server. */
  readonly streams: () => Promise<number>
  readonly sent: (action: string) => number
  readonly close: () => Promise<void>
}

export const stage = async (
  { options = {}, simulated = {}, user = {}, path = '/', ...browsing }: StageOptions = {},
  first?: (context: BrowserContext, pbx: Simulation) => unknown,
): Promise<Stage> => {
  // the simulation has queues, and not this action
  const QueuePause: SimulatedAction = ({ Queue = '', Interface = '', Paused, Reason }) => {
    if (Paused === 'true') pbx.queue(Queue).pause(Interface, Reason)
    else pbx.queue(Queue).unpause(Interface)
    return { headers: {} }
  }
  const pbx: Simulation = simulate({ ...HOUSE, actions: { QueuePause }, ...simulated })
  const asterisk = browsing.asterisk ?? connect({ username: 'admin', password: 'secret', transport: pbx.transport })
  const settings = { allow: ACTIONS, names: NAMES, pageFolder: builtPage(), ...options }
  const who = user === 'nobody' ? undefined : { name: 'anna', ...user }
  let handler = http(asterisk, settings)
  let running = await serving(handler, who, 0)
  const { port } = running
  const wire = await proxy(port)
  const address = `http://127.0.0.1:${wire.port}${path}`
  const context = await (await theBrowser()).newContext({ locale: 'en-GB', ...browsing.browser })
  await first?.(context, pbx)
  const main = await open(context, address)
  const opened = [main]
  const { page } = main
  const stopServer = async (): Promise<void> => {
    running.server.closeAllConnections()
    running.server.close()
    await handler.close()
  }
  return {
    pbx,
    context,
    page,
    address,
    wire,
    tab: async (to = '') => {
      const next = await open(context, address + to)
      opened.push(next)
      return next.page
    },
    stopServer,
    startServer: async () => {
      handler = http(asterisk, settings)
      running = await serving(handler, who, port)
    },
    streams: async () => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      return Number(/^rx_asterisk_http_streams (\d+)$/m.exec(text)?.[1] ?? NaN)
    },
    sent: (action) => pbx.actions().filter((each) => each.action === action).length,
    close: async () => {
      await context.close()
      await wire.close()
      await stopServer()
      await asterisk.close()
      await pbx.close()
      const all = opened.flatMap(({ complaints }) => complaints.filter((text) => !isOfBrowser(text)))
      assert.equal(all, [], 'the console is empty')
    },
  }
}

/** Runs a test on a stage of its own, and closes it whatever happens. */
export const on =
  (
    options: StageOptions,
    test: (at: Stage) => Promise<void>,
    first?: (context: BrowserContext, pbx: Simulation) => unknown,
  ) =>
  async (): Promise<void> => {
    const at = await stage(options, first)
    try {
      await test(at)
    } finally {
      await at.close()
    }
  }

/** Waits until the page has read everything, and shows it as current. */
export const live = (page: Page): Promise<void> => page.locator('.live').waitFor({ timeout: 30_000 })

/** The row of the call with this text. */
export const row = (page: Page, text: string | RegExp): Locator => page.locator('#calls .row').filter({ hasText: text })

/** The tile of a phone. */
export const tile = (page: Page, id: string): Locator => page.locator(`.tile[data-item="${id}"]`)

/** Waits until an element has this text, and fails with its own. */
export const shows = async (what: Locator, text: string | RegExp, within = 15_000): Promise<void> => {
  let last = ''
  const fits = (): boolean => (typeof text === 'string' ? last.includes(text) : text.test(last))
  await eventually(
    `${String(what)} shows ${String(text)}`,
    async () => {
      last = (await what.allInnerTexts()).join('\n')
      return fits()
    },
    within,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; it shows: ${last}`)
  })
}

/** A promised time in milliseconds, with what a loaded machine adds. */
export const promised = (milliseconds: number): number => 3 * milliseconds

/** Presses a check box of the options. */
export const setOption = async (page: Page, label: string): Promise<void> => {
  await page.getByRole('button', { name: 'Options' }).click()
  await page.getByRole('dialog').getByLabel(label).click()
  await page.keyboard.press('Escape')
}

/** Says which phone is mine. */
export const choosePhone = async (page: Page, id: string): Promise<void> => {
  await page.locator('header').getByLabel('My phone').selectOption(id)
}
