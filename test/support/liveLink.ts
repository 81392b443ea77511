/** Frames of two links, one after the other, as letters of a diagram: capitals are the second link. */
import { type Frame, streams } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'
import { hangup, listEnds, listItem, listRefused, listStarts, login, newchannel, newstate } from './wire.js'

const phone = 'PJSIP/2222-00000001'
export const values = { f: false, t: true }
export const link = {
  l: login(),
  s: listStarts(),
  i: listItem(phone),
  e: listEnds(),
  c: listEnds('rx', 'cancelled'),
  r: listRefused(),
  n: newchannel(phone),
  u: newstate(phone, 'Up'),
  h: hangup(phone),
  // the next link has another prefix
  L: login('ry'),
  S: listStarts('ry'),
  I: listItem(phone, 'Up', {}, 'ry'),
  E: listEnds('ry'),
  C: listEnds('ry', 'cancelled'),
  R: listRefused('ry'),
  O: listItem('PJSIP/200-00000002', 'Up', {}, 'ry'),
  T: listItem('PJSIP/2222-00000002', 'Up', {}, 'ry'),
}
export const deviceOf = (diagram: string, device = '2222') =>
  marbles(({ hot, expectObservable }) => {
    const [wire = '', expected = ''] = diagram.split('\n').filter((line) => line.trim() !== '')
    const frame$ = hot<Frame>(wire.trim(), link)

    expectObservable(streams(frame$, { start: 'snapshot' }).device(device), `^${'-'.repeat(30)}!`).toBe(
      expected.trim(),
      values,
    )
  })
