/** Phones that take calls, as sipp plays them. */
import type { Manner } from './lab.js'
import { CONTACT, EMPTY, goTo, label, ok, recv, scenario, SDP, send } from './scenario.js'

/** A reply to the newest request; the INVITE's own answer needs its CSeq, which a CANCEL in between would replace. */
const reply = (status: string, body: readonly string[] = EMPTY, cseq = '[last_CSeq:]'): string =>
  send([
    `SIP/2.0 ${status}`,
    '[last_Via:]',
    '[last_From:]',
    '[last_To:];tag=[pid]P[call_number]',
    '[last_Call-ID:]',
    cseq,
    CONTACT,
    ...body,
  ])
const keep = (header: string, variable: string): string =>
  `<ereg regexp=".*" search_in="hdr" header="${header}:" assign_to="${variable}"/>`
const keepNumber = (header: string, variable: string): string =>
  `<ereg regexp="[0-9]+" search_in="hdr" header="${header}:" assign_to="${variable}"/>`
/** sipp takes a variable that is only written for a mistake. */
const used = '<Reference variables="from,to,cseq"/>'

const INVITED = recv(
  'request="INVITE"',
  'rrs="true"',
  keep('From', 'from') + keep('To', 'to') + keepNumber('CSeq', 'cseq'),
)

const refused = (status: string): readonly string[] => [reply(status), recv('request="ACK"')]

const cancelled: readonly string[] = [
  ok,
  reply('487 Request Terminated', EMPTY, 'CSeq: [$cseq] INVITE'),
  recv('request="ACK"'),
]

const ANSWER = 1
const LEAVE = 2
const END = 3

const talking = (talk: number | undefined): readonly string[] =>
  talk === undefined
    ? [recv('request="BYE"'), ok]
    : [
        recv('request="BYE"', `timeout="${talk}" ontimeout="${LEAVE}"`),
        ok,
        goTo(END),
        label(LEAVE),
        send(
          [
            'BYE [next_url] SIP/2.0',
            'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
            'From:[$to];tag=[pid]P[call_number]',
            'To:[$from]',
            '[last_Call-ID:]',
            'CSeq: 1 BYE',
            'Max-Forwards: 70',
            CONTACT,
            ...EMPTY,
          ],
          'retrans="500"',
        ),
        recv('response="200"'),
      ]

/** A phone that takes calls. */
export const callee = (manner: Manner): string => {
  switch (manner._tag) {
    case 'Busy':
      return scenario('busy', INVITED, ...refused('486 Busy Here'), used)
    case 'Rejects':
      return scenario('rejects', INVITED, ...refused('603 Decline'), used)
    case 'Rings':
      return scenario('rings', INVITED, reply('180 Ringing'), recv('request="CANCEL"'), ...cancelled, used)
    case 'Answers':
      return scenario(
        'answers',
        INVITED,
        reply('180 Ringing'),
        recv('request="CANCEL"', `timeout="${manner.after}" ontimeout="${ANSWER}"`),
        ...cancelled,
        goTo(END),
        label(ANSWER),
        reply('200 OK', SDP, 'CSeq: [$cseq] INVITE'),
        recv('request="ACK"', 'rrs="true"'),
        ...talking(manner.talk),
        label(END),
        used,
      )
  }
}
