import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  concat,
  firstValueFrom,
  lastValueFrom,
  NEVER,
  type Observable,
  of,
  Subject,
  tap,
  throwError,
  toArray,
} from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Frame, frame, streams } from '../../src/index.js'
import { frames, marbles, record, replay } from '../../src/testing/index.js'
import { fromLines, toLines } from '../../src/testing/recording.js'

const lines = suite('the lines of a recording')

const NEW = frames.newchannel('PJSIP/2222-00000001')
const GONE = frames.hangup('PJSIP/2222-00000001')
const line = (at: number, of: Frame): string => JSON.stringify({ at, frame: of.text })

lines(
  'have the time since the recording began, and the frame',
  marbles(({ hot, expectObservable }) => {
    const frame$ = hot('--n--g--|', { n: NEW, g: GONE })
    expectObservable(frame$.pipe(toLines), '-^').toBe('--n--g--|', { n: line(1, NEW), g: line(4, GONE) })
  }),
)

lines(
  'end with the error of the frames',
  marbles(({ hot, expectObservable }) => {
    expectObservable(hot('-n-#', { n: NEW }).pipe(toLines)).toBe('-n-#', { n: line(1, NEW) })
  }),
)

lines(
  'end with the subscription',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const frame$ = hot('-n--g-', { n: NEW, g: GONE })
    expectObservable(frame$.pipe(toLines), '^--!').toBe('-n--', { n: line(1, NEW) })
    expectSubscriptions(frame$.subscriptions).toBe('^--!')
  }),
)

lines(
  'of no frames are none',
  marbles(({ cold, expectObservable }) => {
    expectObservable(cold<Frame>('-').pipe(toLines)).toBe('-')
    expectObservable(cold<Frame>('--|').pipe(toLines)).toBe('--|')
  }),
)

for (const header of [
  'Secret',
  'secret',
  'Password',
  'OldPassword',
  'NewPassword',
  'MD5',
  'Challenge',
  'Key',
  'Pincode',
  'AccessToken',
]) {
  lines(`never have the value of ${header}`, () => {
    const written: string[] = []
    of(frame('Event: AuthDetail', `${header}: hunter2`, 'Username: 2222'))
      .pipe(toLines)
      .subscribe((text) => written.push(text))
    assert.is(written.length, 1)
    assert.not.match(written.join(), /hunter2/)
    assert.match(written.join(), new RegExp(`${header}: \\*\\*\\*`))
    assert.match(written.join(), /Username: 2222/)
  })
}

lines(
  'are read in their recorded rhythm',
  marbles(({ expectObservable }) => {
    const text = [line(2, NEW), line(5, GONE)].join('\n')
    expectObservable(fromLines(text.split('\n'), 1)).toBe('--n--(g|)', { n: NEW, g: GONE })
  }),
)

lines(
  'are read so many times faster',
  marbles(({ expectObservable }) => {
    const text = [line(20, NEW), line(50, GONE)].join('\n')
    expectObservable(fromLines(text.split('\n'), 10)).toBe('--n--(g|)', { n: NEW, g: GONE })
  }),
)

lines(
  'are read all at once at speed 0, empty lines left out',
  marbles(({ expectObservable }) => {
    const text = `${line(2, NEW)}\n\n${line(5, GONE)}\n`
    expectObservable(fromLines(text.split('\n'), 0)).toBe('(ng|)', { n: NEW, g: GONE })
  }),
)

lines(
  'of an empty file are no frames',
  marbles(({ expectObservable }) => {
    expectObservable(fromLines([''], 1)).toBe('|')
  }),
)

for (const wrong of ['nonsense', '{}', '{"at":"1","frame":"x"}', '{"at":1}', '[]', 'null']) {
  lines(`${wrong} is none, and the error says where it stands`, async () => {
    const read = lastValueFrom(fromLines([line(0, NEW), wrong, ''], 0).pipe(toArray()))
    const reason = await read.then(
      () => 'read',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
    assert.match(reason, /^line 2 of the recording is not \{"at": milliseconds, "frame": text\}$/)
  })
}

lines.run()

const files = suite('record and replay')

let folder = ''
files.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-'))
})
files.after(() => {
  rmSync(folder, { recursive: true, force: true })
})

files('what was recorded is replayed', async () => {
  const file = join(folder, 'call.jsonl')
  const written = await lastValueFrom(record(of(NEW, GONE), file).pipe(toArray()))
  assert.equal(written, [1, 2])
  const read = await lastValueFrom(replay(file).pipe(toArray()))
  assert.equal(
    read.map(({ text }) => text),
    [NEW.text, GONE.text],
  )
})

files('a replay gives streams the same values as the session', async () => {
  const file = join(folder, 'device.jsonl')
  await lastValueFrom(record(of(NEW, GONE), file))
  const seen = await lastValueFrom(streams(replay(file)).device('2222').pipe(toArray()))
  assert.equal(seen, [false, true, false])
})

files('frames before an error are in the file', async () => {
  const file = join(folder, 'broken.jsonl')
  const broken$ = concat(
    of(NEW),
    throwError(() => new Error('the link broke')),
  )
  const failed = await lastValueFrom(record(broken$, file)).catch((error: unknown) => error)
  assert.instance(failed, Error)
  await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '')
  assert.is(readFileSync(file, 'utf8').split('\n').length, 2)
})

files('frames before the unsubscription are in the file', async () => {
  const file = join(folder, 'left.jsonl')
  assert.is(await firstValueFrom(record(concat(of(NEW), NEVER), file)), 1)
  await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '')
  assert.is(readFileSync(file, 'utf8').split('\n').length, 2)
})

files('a file that cannot be written is an error, and the frames are unsubscribed', async () => {
  const frame$ = new Subject<Frame>()
  const failed = await lastValueFrom(record(frame$, join(folder, 'no', 'such', 'folder'))).catch(
    (error: unknown) => error,
  )
  assert.match(failed instanceof Error ? failed.message : '', /ENOENT/)
  assert.is(frame$.observed, false)
})

/** The message of the error that a stream ends with. */
const failure = (source$: Observable<unknown>): Promise<string> =>
  lastValueFrom(source$).then(
    () => 'no failure',
    (error: unknown) => (error instanceof Error ? error.message : 'no Error'),
  )

files('a full disk is an error, before any frame counts as written', async () => {
  const emitted: number[] = []
  const failed = await new Promise<unknown>((resolve) => {
    record(of(NEW, GONE), '/dev/full').subscribe({
      next: (count) => emitted.push(count),
      error: resolve,
      complete: () => {
        resolve('completed')
      },
    })
  })
  assert.match(failed instanceof Error ? failed.message : String(failed), /ENOSPC/)
  assert.equal(emitted, [])
})

files('a full disk ends a recording that goes on, and the frames are unsubscribed', async () => {
  const frame$ = new Subject<Frame>()
  const failed = failure(record(frame$, '/dev/full'))
  frame$.next(NEW)
  assert.match(await failed, /ENOSPC/)
  assert.is(frame$.observed, false)
})

files('pipes and devices take a recording too', async () => {
  assert.is(await lastValueFrom(record(of(NEW, GONE), '/dev/null')), 2)
})

files('a directory is an error', async () => {
  assert.match(await failure(record(of(NEW), folder)), /EISDIR/)
  assert.match(await failure(replay(folder)), /EISDIR/)
})

files('a new file can be read by its user alone', async () => {
  const file = join(folder, 'private.jsonl')
  await lastValueFrom(record(of(NEW), file))
  assert.is(statSync(file).mode & 0o777, 0o600)
})

files('an existing file keeps its mode', async () => {
  const file = join(folder, 'shared.jsonl')
  writeFileSync(file, '')
  chmodSync(file, 0o640)
  await lastValueFrom(record(of(NEW), file))
  assert.is(statSync(file).mode & 0o777, 0o640)
})

files('a long recording is replayed to its end, at once and in its rhythm', async () => {
  const file = join(folder, 'long.jsonl')
  const count = 150_000
  writeFileSync(file, `\uFEFF${line(0, NEW)}\r\n` + `${line(0, GONE)}\n`.repeat(count - 1))
  for (const speed of [0, 1]) {
    let seen = 0
    await lastValueFrom(replay(file, speed).pipe(tap(() => (seen += 1))))
    assert.is(seen, count)
  }
})

files('a mistake far behind the beginning is named by its line', async () => {
  const file = join(folder, 'late.jsonl')
  writeFileSync(file, `${line(0, NEW)}\n\n`.repeat(5000) + 'no\n')
  assert.match(await failure(replay(file)), 'line 10001 of the recording')
})

files('a file without line ends is an error, not all of the memory', async () => {
  assert.match(await failure(replay('/dev/zero')), 'line 1 of the recording has more than')
})

files('a replay that is left reads no further', async () => {
  const file = join(folder, 'slow.jsonl')
  writeFileSync(file, `${line(0, NEW)}\n${line(60_000, GONE)}\n`)
  assert.is((await firstValueFrom(replay(file, 1))).text, NEW.text)
})

files('a file that does not exist is an error', async () => {
  const failed = await lastValueFrom(replay(join(folder, 'none.jsonl'))).catch((error: unknown) => error)
  assert.match(failed instanceof Error ? failed.message : '', /ENOENT/)
})

files('each subscription reads the file anew', async () => {
  const file = join(folder, 'twice.jsonl')
  const replay$ = replay(file)
  writeFileSync(file, line(0, NEW))
  assert.is((await lastValueFrom(replay$.pipe(toArray()))).length, 1)
  writeFileSync(file, `${line(0, NEW)}\n${line(0, GONE)}`)
  assert.is((await lastValueFrom(replay$.pipe(toArray()))).length, 2)
})

/** Waits for a stream of Node, which works in real time. */
const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5))
}

files.run()
