/** Console commands. */
import type { Observable } from 'rxjs'
import { refusal } from '../request/reply.js'
import type { Answer, Exchanger } from '../request/request.js'
import type { Frame } from '../protocol/frame.js'

const END = /\r?\n?--END COMMAND--\s*$/

/** The headers in front of the text that Asterisk 13 and older answer with. */
const HEAD = /^Response: Follows\r\n(?:(?:Privilege|ActionID|Message): [^\r\n]*\r\n)*/

/**
 * The lines that a command printed: one `Output` header each from Asterisk 14 on, before that free text up to a marker.
 */
export const outputOf = (frame: Frame): readonly string[] => {
  if (frame.response !== 'Follows') return frame.all('Output')
  const text = frame.text.replace(HEAD, '').replace(END, '')
  return text === '' ? [] : text.split(/\r?\n/)
}

/** A failed command says why in its output, under the message of a successful one. */
const failed = (frame: Frame): ReturnType<typeof refusal> => {
  const refused = refusal('Command', frame)
  const output = outputOf(frame).join('\n').trim()
  return refused._tag === 'Refused' && output !== '' ? { ...refused, message: output } : refused
}

const lines: Answer<readonly string[]> = (frame, asker) => {
  if (frame.response === 'Error') return failed(frame)
  asker.next(outputOf(frame))
  return 'done'
}

export const command =
  (exchange: Exchanger) =>
  (cli: string): Observable<readonly string[]> =>
    exchange({ action: { Action: 'Command', Command: cli }, form: 'response', answer: lines })
