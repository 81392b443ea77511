/** Commands of Asterisk's console. */
import type { Observable } from 'rxjs'
import { refusal } from '../request/reply.js'
import type { ReadReply, Ask } from '../request/request.js'
import type { Frame } from '../protocol/frame.js'

const END = /\r?\n?--END COMMAND--\s*$/

/** The headers before the text in the answer of Asterisk 13 and older. */
const HEAD = /^Response: Follows\r\n(?:(?:Privilege|ActionID|Message): [^\r\n]*\r\n)*/

/**
 * The lines that a command printed: one header `Output` for each line from Asterisk 14 on, free text up to a marker in older ones.
 */
export const outputOf = (frame: Frame): readonly string[] => {
  if (frame.response !== 'Follows') return frame.all('Output')
  const text = frame.text.replace(HEAD, '').replace(END, '')
  return text === '' ? [] : text.split(/\r?\n/)
}

/** A failed command has its reason in the output; its message is the message of a successful command. */
const failed = (frame: Frame): ReturnType<typeof refusal> => {
  const refused = refusal('Command', frame)
  const output = outputOf(frame).join('\n').trim()
  return refused._tag === 'Refused' && output !== '' ? { ...refused, message: output } : refused
}

const lines: ReadReply<readonly string[]> = (frame, observer) => {
  if (frame.response === 'Error') return failed(frame)
  observer.next(outputOf(frame))
  return 'done'
}

export const command =
  (ask: Ask) =>
  (cli: string): Observable<readonly string[]> =>
    ask({ action: { Action: 'Command', Command: cli }, form: 'response', reply: lines })
