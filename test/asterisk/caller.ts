/** Phones that register and phones that place calls, as sipp plays them. */
import { EMPTY, goTo, label, ok, recv, scenario, SDP, send } from './scenario.js'

/** Calling phones of the tests, and their accounts in Asterisk. */
export interface Account {
  readonly endpoint: string
  readonly secret: string
}

const HERE = '[local_ip]:[local_port]'
const ASTERISK = '[remote_ip]:[remote_port]'

interface Request {
  readonly method: string
  /** Of Asterisk, whom it is for. */
  readonly number?: string
  readonly cseq: number
  /** It belongs to a call that Asterisk has answered, if only with no. */
  readonly tagged?: boolean
  readonly contact?: string
}

/** A request of a phone, with a body or none at the end of `more`. */
const request = (from: string, request: Request, ...more: readonly string[]): string => {
  const { method, number, cseq, tagged = false, contact = HERE } = request
  const user = number === undefined ? '' : `${number}@`
  return send(
    [
      `${method} sip:${user}${ASTERISK} SIP/2.0`,
      `Via: SIP/2.0/[transport] ${HERE};branch=[branch]`,
      `From: <sip:${from}@[remote_ip]>;tag=[pid]C[call_number]`,
      `To: <sip:${number ?? from}@[remote_ip]>${tagged ? '[peer_tag_param]' : ''}`,
      'Call-ID: [call_id]',
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:${from}@${contact}>`,
      'Max-Forwards: 70',
      ...more,
    ],
    method === 'ACK' ? '' : 'retrans="500"',
  )
}

const authentication = ({ endpoint, secret }: Account): string =>
  `[authentication username=${endpoint} password=${secret}]`

/** Registers a phone that listens at `port`. */
export const registration = (account: Account, port: number): string => {
  const ask = (cseq: number, ...more: readonly string[]): string => {
    const about = { method: 'REGISTER', cseq, contact: `[local_ip]:${port}` }
    return request(account.endpoint, about, ...more, 'Expires: 3600', ...EMPTY)
  }
  return scenario(
    'register',
    ask(1),
    recv('response="401"', 'auth="true"'),
    ask(2, authentication(account)),
    recv('response="200"'),
  )
}

const FAILED = 1
const TALK = 2
const NOTIFIED = 3
const END = 4

const progress = ['100', '180', '183'].map((status) => recv(`response="${status}"`, 'optional="true"'))

/** Final answers that mean no; each is acknowledged, and the phone gives up. */
const failures = ['403', '404', '480', '486', '487', '500', '503', '603'].map((status) =>
  recv(`response="${status}"`, `optional="true" next="${FAILED}"`),
)

/**
 * A phone that calls `exten` and stays until the other side ends the call or the test does, see `farewell`; with `refer` it sends its
 * partner there.
 */
export const caller = (account: Account, exten: string, refer?: string): string => {
  const say = (method: string, cseq: number, about: Partial<Request> = {}, ...more: readonly string[]): string =>
    request(account.endpoint, { method, number: exten, cseq, ...about }, ...(more.length === 0 ? EMPTY : more))
  const within = { tagged: true }
  return scenario(
    'calls',
    say('INVITE', 1, {}, ...SDP),
    recv('response="100"', 'optional="true"'),
    recv('response="401"', 'auth="true"'),
    say('ACK', 1, within),
    say('INVITE', 2, {}, authentication(account), ...SDP),
    ...progress,
    ...failures,
    recv('response="200"', 'rrs="true"'),
    say('ACK', 2, within),
    ...(refer === undefined ? [] : transferring(say, refer)),
    label(TALK),
    recv('request="NOTIFY"', `optional="true" next="${NOTIFIED}"`),
    recv('request="BYE"'),
    ok,
    goTo(END),
    label(NOTIFIED),
    ok,
    goTo(TALK),
    label(FAILED),
    say('ACK', 2, within),
    label(END),
  )
}

/** A blind transfer, once the two have talked for a moment. */
const transferring = (
  say: (method: string, cseq: number, about: Partial<Request>, ...more: readonly string[]) => string,
  exten: string,
): readonly string[] => [
  '<pause milliseconds="600"/>',
  say('REFER', 3, { tagged: true }, `Refer-To: <sip:${exten}@${ASTERISK}>`, ...EMPTY),
  recv('response="202"'),
]
