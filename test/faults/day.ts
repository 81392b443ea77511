/** A short and full day of a house: calls in and out, one cancelled call, a message, the database. */
import type { Trial } from './trial.js'

/** The length of the day, in milliseconds. */
export const DAY = 400

export const day = ({ at, pbx, asterisk, ask, leave, fill }: Trial): void => {
  pbx.dial('PJSIP/2222', '100')
  at(5, () => ask('dbWrite', asterisk.dbWrite('w1/x', 'on'), 'w1'))
  at(10, () => ask('call', asterisk.call('PJSIP/200', '100', 'internal', { account: 'c1' }), 'c1'))
  at(15, () => ask('dbRead', asterisk.dbRead('r1/x'), 'r1'))
  at(20, () => {
    const cancelled = ask('call', asterisk.call('PJSIP/30', '100', 'internal', { account: 'c2' }), 'c2')
    at(30, () => {
      leave(cancelled)
    })
  })
  at(150, () => {
    fill(2, 3)
  })
  at(200, () => ask('hangup', asterisk.hangup('2222')))
  at(250, () => ask('userEvent', asterisk.sendUserEvent('Door', { Serial: 'e1' }), 'e1'))
}

export const MINUTE = 100

/** The shortest session that has everything that may be wrong afterwards: a phone that was busy, a written value. */
export const minute = ({ at, pbx, asterisk, ask }: Trial): void => {
  pbx.dial('PJSIP/2222', '100')
  at(5, () => ask('dbWrite', asterisk.dbWrite('w1/x', 'on'), 'w1'))
  at(50, () => ask('hangup', asterisk.hangup('2222')))
}
