/** What sipp plays: phones that take calls and phones that place them, as its XML. */
import type { Manner } from './lab.js'

const scenario = (name: string, ...steps: readonly string[]): string =>
  ['<?xml version="1.0" encoding="UTF-8" ?>', `<scenario name="${name}">`, ...steps, '</scenario>', ''].join('\n')

const send = (lines: readonly string[], attributes = ''): string =>
  `<send ${attributes}><![CDATA[\n${lines.join('\n')}\n]]></send>`

const label = (id: number): string => `<label id="${id}"/>`
const recv = (what: string, attributes = '', actions = ''): string =>
  actions === '' ? `<recv ${what} ${attributes}/>` : `<recv ${what} ${attributes}><action>${actions}</action></recv>`

const CONTACT = 'Contact: <sip:[local_ip]:[local_port];transport=[transport]>'

const SDP = [
  'Content-Type: application/sdp',
  'Content-Length: [len]',
  '',
  'v=0',
  'o=phone 1 1 IN IP4 [local_ip]',
  's=-',
  'c=IN IP4 [local_ip]',
  't=0 0',
  'm=audio [media_port] RTP/AVP 0',
  'a=rtpmap:0 PCMU/8000',
]
const EMPTY = ['Content-Length: 0', '']

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
/** A reply to a request within the dialog, whose To has its tag already. */
const ok = send([
  'SIP/2.0 200 OK',
  '[last_Via:]',
  '[last_From:]',
  '[last_To:]',
  '[last_Call-ID:]',
  '[last_CSeq:]',
  ...EMPTY,
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

const goTo = (id: number): string => `<nop next="${id}"/>`

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

/** A request of a phone that calls or registers, with the answer to Asterisk's challenge once it has come. */
const request = (
  method: string,
  from: string,
  uri: string,
  to: string,
  cseq: string,
  ...more: readonly string[]
): string =>
  send(
    [
      `${method} ${uri} SIP/2.0`,
      'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
      `From: <sip:${from}@[remote_ip]>;tag=[pid]C[call_number]`,
      `To: ${to}`,
      'Call-ID: [call_id]',
      `CSeq: ${cseq}`,
      `Contact: <sip:${from}@[local_ip]:[local_port]>`,
      'Max-Forwards: 70',
      ...more,
    ],
    method === 'ACK' ? '' : 'retrans="500"',
  )

const authentication = (from: string, secret: string): string => `[authentication username=${from} password=${secret}]`

/** Registers a phone that listens at `port`. */
export const registration = (from: string, secret: string, port: number): string => {
  const ask = (cseq: number, ...more: readonly string[]): string =>
    request(
      'REGISTER',
      from,
      'sip:[remote_ip]:[remote_port]',
      `<sip:${from}@[remote_ip]>`,
      `${cseq} REGISTER`,
      ...more,
      'Expires: 3600',
      ...EMPTY,
    ).replace(`Contact: <sip:${from}@[local_ip]:[local_port]>`, `Contact: <sip:${from}@[local_ip]:${port}>`)
  return scenario(
    'register',
    ask(1),
    recv('response="401"', 'auth="true"'),
    ask(2, authentication(from, secret)),
    recv('response="200"'),
  )
}

const FAILED = 4
const NOTIFIED = 5
const TALK = 6

/** Final answers that mean no; each is acknowledged, and the phone gives up. */
const failures = ['403', '404', '480', '486', '487', '500', '503', '603']
  .map((status) => recv(`response="${status}"`, `optional="true" next="${FAILED}"`))
  .join('\n')

/** A phone that calls `exten` and stays until the other side or the test ends the call; with `refer` it sends its partner there. */
export const caller = (from: string, secret: string, exten: string, refer?: string): string => {
  const uri = `sip:${exten}@[remote_ip]:[remote_port]`
  const to = `<sip:${exten}@[remote_ip]>`
  const tagged = `${to}[peer_tag_param]`
  const invite = (cseq: number, ...more: readonly string[]): string =>
    request('INVITE', from, uri, to, `${cseq} INVITE`, ...more, ...SDP)
  return scenario(
    'calls',
    invite(1),
    recv('response="100"', 'optional="true"'),
    recv('response="401"', 'auth="true"'),
    request('ACK', from, uri, tagged, '1 ACK', ...EMPTY),
    invite(2, authentication(from, secret)),
    recv('response="100"', 'optional="true"'),
    recv('response="180"', 'optional="true"'),
    recv('response="183"', 'optional="true"'),
    failures,
    recv('response="200"', 'rrs="true"'),
    request('ACK', from, uri, tagged, '2 ACK', ...EMPTY),
    ...(refer === undefined ? [] : transferring(from, uri, tagged, refer)),
    label(TALK),
    recv('request="NOTIFY"', `optional="true" next="${NOTIFIED}"`),
    recv('request="BYE"'),
    ok,
    goTo(END),
    label(NOTIFIED),
    ok,
    goTo(TALK),
    label(FAILED),
    request('ACK', from, uri, tagged, '2 ACK', ...EMPTY),
    label(END),
  )
}

/** A blind transfer, once the two have talked for a moment. */
const transferring = (from: string, uri: string, to: string, exten: string): readonly string[] => [
  '<pause milliseconds="600"/>',
  request(
    'REFER',
    from,
    uri,
    to,
    '3 REFER',
    `Refer-To: <sip:${exten}@[remote_ip]:[remote_port]>`,
    `Referred-By: <sip:${from}@[remote_ip]>`,
    ...EMPTY,
  ),
  recv('response="202"'),
]
