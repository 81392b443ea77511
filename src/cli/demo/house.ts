/** The simulated house of the demo: phones, a dialplan, a mailbox. */
import { dial, hangup, type SimulateOptions, userEvent } from '../../testing/index.js'

const RING_TIME = 20_000

export const house: SimulateOptions = {
  endpoints: {
    'PJSIP/200': { _tag: 'Answers', after: 400 },
    'PJSIP/2222': { _tag: 'Answers', after: 400 },
    'PJSIP/30': { _tag: 'Answers', after: 100 },
  },
  callerIds: { 'PJSIP/200': 'Kitchen <200>', 'PJSIP/2222': 'Desk <2222>', 'PJSIP/30': 'Door <30>' },
  contexts: {
    internal: (exten) => [dial([`PJSIP/${exten}`], RING_TIME), hangup()],
    door: (exten) => {
      if (exten === 'bell') return [userEvent('Door,Source: front'), hangup()]
      return exten === '240' ? [dial(['PJSIP/30'], RING_TIME), hangup()] : undefined
    },
  },
  mailboxes: { '2222@default': { old: 3, new: 0, urgent: 0 } },
}
