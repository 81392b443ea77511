/** The XML that sipp plays, in the words of telephony. */

export const scenario = (name: string, ...steps: readonly string[]): string =>
  ['<?xml version="1.0" encoding="UTF-8" ?>', `<scenario name="${name}">`, ...steps, '</scenario>', ''].join('\n')

export const send = (lines: readonly string[], attributes = ''): string =>
  `<send ${attributes}><![CDATA[\n${lines.join('\n')}\n]]></send>`

export const label = (id: number): string => `<label id="${id}"/>`
export const recv = (what: string, attributes = '', actions = ''): string =>
  actions === '' ? `<recv ${what} ${attributes}/>` : `<recv ${what} ${attributes}><action>${actions}</action></recv>`

export const CONTACT = 'Contact: <sip:[local_ip]:[local_port];transport=[transport]>'

export const SDP = [
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
export const EMPTY = ['Content-Length: 0', '']

/** A reply to a request within the dialog, whose To has its tag already. */
export const ok = send([
  'SIP/2.0 200 OK',
  '[last_Via:]',
  '[last_From:]',
  '[last_To:]',
  '[last_Call-ID:]',
  '[last_CSeq:]',
  ...EMPTY,
])

export const goTo = (id: number): string => `<nop next="${id}"/>`
