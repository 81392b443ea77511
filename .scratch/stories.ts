import { Subject } from 'rxjs'
import * as O from 'fp-ts/lib/Option.js'
import { streams, type Frame } from '../src/index.js'
import { recordedFrames, recordingsIn, LIVE_RECORDINGS } from '../test/support/recordings.js'
const names = process.argv.slice(2).length ? process.argv.slice(2) : recordingsIn(LIVE_RECORDINGS)
for (const name of names) {
  const f$ = new Subject<Frame>()
  const s = streams(f$)
  const out: string[] = []
  let map: any = new Map()
  s.callChange$.subscribe((c: any) => {
    const k = c.call
    if (c._tag === 'Ended') out.push(`  Ended ${k.id.slice(-4)} caller=${O.isSome(k.caller)?k.caller.value.device:'-'} called=${O.toUndefined(k.called)} att=${k.attempts.map((a:any)=>`${O.toUndefined(a.by)?.device}>${a.to.device}:${O.toUndefined(a.outcome)}`)} by=[${k.answeredBy.map((l:any)=>l.device)}] talks=${k.talks.map((t:any)=>t.between.join('–')+(O.isNone(t.until)?'…':''))} tr=${k.transfers.map((t:any)=>`${t.kind} ${t.by.device}→${t.to}`)} q=${JSON.stringify(O.toUndefined(k.queue))} conf=${O.toUndefined(k.conference)} park=${O.isSome(k.parked)} dp=${O.isSome(k.dialplanAt)} ${k.seenFrom} OUT=${O.toUndefined(k.outcome)}`)
    else out.push(`  ${c._tag} ${k.id.slice(-4)} ${c.leg?.device ?? c.by?.device ?? c.into?.id.slice(-4) ?? ''}`)
  })
  s.call$.subscribe((m) => (map = m))
  for (const f of recordedFrames(name)) f$.next(f)
  console.log(name, map.size ? 'LEFT ' + map.size : '')
  if (!name.startsWith('storm')) console.log(out.join('\n'))
}
