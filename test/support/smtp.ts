/** A mail server for tests, on a loopback port. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** The end of a mail: it is taken; it is refused for now; or it is taken, and the connection breaks before the answer. */
type Ending = 'taken' | 'later' | 'broken'

export interface MailServer {
  readonly url: string
  /** Headers and text of each mail that was taken, oldest first. */
  readonly mails: () => readonly string[]
  /** Sets the end of the next mails. */
  readonly ending: (ending: Ending) => void
  readonly close: () => Promise<void>
}

const ANSWERS: Readonly<Record<string, string>> = { DATA: '354 go on', QUIT: '221 bye' }

const talk = async (socket: Socket, take: (mail: string) => Ending): Promise<void> => {
  const say = (line: string): unknown => socket.write(`${line}\r\n`)
  say('220 test')
  let mail: string[] | undefined
  for await (const line of createInterface({ input: socket })) {
    if (mail === undefined) {
      const command = line.split(' ')[0]?.toUpperCase() ?? ''
      say(ANSWERS[command] ?? '250 fine')
      if (command === 'DATA') mail = []
    } else if (line === '.') {
      const ending = take(mail.join('\n'))
      mail = undefined
      if (ending === 'broken') socket.destroy()
      else say(ending === 'taken' ? '250 taken' : '451 later')
    } else mail.push(line)
  }
}

export const mailServer = async (wanted = 0): Promise<MailServer> => {
  const taken: string[] = []
  let end: Ending = 'taken'
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    const take = (mail: string): Ending => {
      if (end !== 'later') taken.push(mail)
      return end
    }
    talk(socket, take).catch(() => undefined)
  }).listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails: () => taken,
    ending: (ending) => {
      end = ending
    },
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
