/**
 * SIP messages that a test sends for a phone during a call, as sipp takes no commands then: CANCEL, BYE and REFER, made from the
 * messages that sipp logged.
 */

type Headers = ReadonlyMap<string, string>

/** The newest INVITE of a phone's log, and what Asterisk answered it with if it did. */
interface Dialog {
  readonly uri: string
  readonly invite: Headers
  readonly answer: Headers | undefined
}

const headersOf = (message: string): Headers =>
  new Map([...message.matchAll(/^([\w-]+): *(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value] as const))

const messagesIn = (log: string): readonly string[] =>
  log.split(/^-{10,}.*$/m).map((message) => message.replace(/^\s*UDP message.*\n/, '').trimStart())

/** None for a call that is over or has not begun. */
const dialogOf = (log: string): Dialog | undefined => {
  const messages = messagesIn(log)
  const said = messages.filter((message) => message.startsWith('INVITE ')).at(-1)
  if (said === undefined || messages.some((message) => message.startsWith('BYE '))) return undefined
  const invite = headersOf(said)
  const answer = messages
    .filter((message) => message.startsWith('SIP/2.0 200 '))
    .map(headersOf)
    .find((headers) => headers.get('CSeq') === invite.get('CSeq'))
  return { uri: said.split(' ')[1] ?? '', invite, answer }
}

const of = (headers: Headers, name: string): string => headers.get(name) ?? ''

const request = (dialog: Dialog, method: string, cseq: number, via: string, ...more: readonly string[]): string =>
  [
    `${method} ${dialog.uri} SIP/2.0`,
    `Via: ${via}`,
    `From: ${of(dialog.invite, 'From')}`,
    `To: ${of(dialog.answer ?? dialog.invite, 'To')}`,
    `Call-ID: ${of(dialog.invite, 'Call-ID')}`,
    `CSeq: ${cseq} ${method}`,
    'Max-Forwards: 70',
    ...more,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')

/** The message that ends the call of a log: CANCEL or BYE. */
export const farewell = (log: string): string | undefined => {
  const dialog = dialogOf(log)
  if (dialog === undefined) return undefined
  const via = of(dialog.invite, 'Via')
  // a CANCEL belongs to the transaction that it ends
  return dialog.answer === undefined
    ? request(dialog, 'CANCEL', parseInt(of(dialog.invite, 'CSeq'), 10), via)
    : request(dialog, 'BYE', 9, `${via}-bye`)
}

const tagOf = (address: string): string => /;tag=([^;]+)/.exec(address)?.[1] ?? ''

export const isAnswered = (log: string): boolean => dialogOf(log)?.answer !== undefined

/** An attended transfer: the partner of the first call is to talk to that of the second; the reply goes to `port`. */
export const referral = (first: string, second: string, port: number): string => {
  const [from, to] = [dialogOf(first), dialogOf(second)]
  if (from === undefined || to?.answer === undefined) throw new Error('only calls that were answered can be joined')
  const replaces = [
    of(to.invite, 'Call-ID'),
    `to-tag=${tagOf(of(to.answer, 'To'))}`,
    `from-tag=${tagOf(of(to.answer, 'From'))}`,
  ].join(';')
  const target = `<${to.uri}?Replaces=${encodeURIComponent(replaces)}>`
  const via = `SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK-refer-${port}`
  return request(from, 'REFER', 8, via, `Contact: ${of(from.invite, 'Contact')}`, `Refer-To: ${target}`)
}
