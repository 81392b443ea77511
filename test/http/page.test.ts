/** The files of the page, built anew, and served from memory. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NOBODY, served } from './served.js'

const test = suite('files of the page')

const folder = mkdtempSync(join(tmpdir(), 'page-'))
test.before(() => {
  execFileSync(process.execPath, ['scripts/page.mjs', folder])
})
test.after(() => rmSync(folder, { recursive: true }))

test('each file has its type, an ETag, and the strict policy', async () => {
  const at = served({ pageFolder: folder })
  for (const [path, type] of [
    ['/', 'text/html'],
    ['/page.js', 'text/javascript'],
    ['/page.css', 'text/css'],
    ['/icon.svg', 'image/svg+xml'],
  ] as const) {
    const { status, headers } = await at.ask('GET', path, { context: NOBODY })
    assert.is(status, 200)
    assert.match(headers.get('content-type') ?? '', type)
    assert.match(headers.get('content-security-policy') ?? '', "require-trusted-types-for 'script'")
    const again = await at.ask('GET', path, {
      context: NOBODY,
      headers: { 'If-None-Match': headers.get('etag') ?? '' },
    })
    assert.is(again.status, 304)
  }
  await at.close()
})

test('no other file is served, whatever the path says', async () => {
  const at = served({ pageFolder: folder })
  for (const path of ['/page.js.map', '/..%2fpackage.json', '/%2e%2e/package.json'])
    assert.is((await at.ask('GET', path, { context: NOBODY })).status, 404)
  await at.close()
})

test('the page has no code and no style in its HTML, and stays small', () => {
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  assert.not.match(html, /<script(?![^>]*src=)|\sstyle=|\son\w+=/)
  assert.ok(gzipSync(readFileSync(join(folder, 'page.js'))).length <= 30_000)
  assert.ok(gzipSync(readFileSync(join(folder, 'page.css'))).length <= 8000)
})

test.run()
