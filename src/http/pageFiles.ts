/** The files of the page, read once and served from memory. */
import { readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { answer } from './answers.js'
import { fail } from './known.js'

/** A file of the page, ready to be sent. */
interface PageFile {
  readonly body: Uint8Array
  readonly type: string
  readonly etag: string
}

const FILES = {
  page: ['index.html', 'text/html; charset=utf-8'],
  script: ['page.js', 'text/javascript; charset=utf-8'],
  style: ['page.css', 'text/css; charset=utf-8'],
  icon: ['icon.svg', 'image/svg+xml'],
} as const

export type PageName = keyof typeof FILES

export const isPageFile = (name: string): name is PageName => Object.hasOwn(FILES, name)

/** The built page, seen from the source, from `dist/http`, from `dist/cli`, and from a file that entry points share. */
const FOLDERS = ['../../dist/http/page/', '../dist/http/page/', './http/page/']

const readFirst = async (urls: readonly URL[]): Promise<Uint8Array | undefined> => {
  for (const url of urls) {
    try {
      return await readFile(url)
    } catch {
      // not there: the next place
    }
  }
  return undefined
}

/** Reads a file of the page; undefined where this package was not built. */
const pageFile = async (name: PageName, folder?: string): Promise<PageFile | undefined> => {
  const [file, type] = FILES[name]
  const { pathToFileURL } = await import('node:url')
  const folders = folder === undefined ? FOLDERS : [`${pathToFileURL(folder).href.replace(/\/$/, '')}/`]
  const body = await readFirst(folders.map((each) => new URL(file, new URL(each, import.meta.url))))
  if (body === undefined) return undefined
  return { body, type, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}

/** The page: each file is read at its first use. */
export class Pages {
  readonly #folder: string | undefined
  readonly #files = new Map<PageName, Promise<PageFile | undefined>>()

  constructor(folder: string | undefined) {
    this.#folder = folder
  }

  readonly answer = async (name: PageName, request: Request): Promise<Response> => {
    const reading = this.#files.get(name) ?? pageFile(name, this.#folder)
    this.#files.set(name, reading)
    const file = (await reading) ?? fail({ _tag: 'NotFound', what: 'page: this package was not built' })
    const headers = { 'Content-Type': file.type, ETag: file.etag, 'Cache-Control': 'no-cache' }
    if (request.headers.get('if-none-match') === file.etag) return answer(304, null, headers)
    return answer(200, new Uint8Array(file.body), headers)
  }
}

/** The version of this package. */
export const packageVersion = async (): Promise<string> => {
  const places = ['../../package.json', '../package.json'].map((each) => new URL(each, import.meta.url))
  const text = new TextDecoder().decode(await readFirst(places))
  return /"version": "([\w.-]+)"/.exec(text)?.[1] ?? 'unknown'
}
