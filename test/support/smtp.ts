/** A mail server for tests, on a loopback port, which takes every mail. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

export interface MailServer {
  readonly url: string
  /** Headers and text of each mail, oldest first. */
  readonly mails: () => readonly string[]
  readonly close: () => Promise<void>
}

const ANSWERS: Readonly<Record<string, string>> = { DATA: '354 go on', QUIT: '221 bye' }

const talk = async (socket: Socket, take: (mail: string) => void): Promise<void> => {
  const say = (line: string): unknown => socket.write(`${line}\r\n`)
  say('220 test')
  let mail: string[] | undefined
  for await (const line of createInterface({ input: socket })) {
    if (mail === undefined) {
      const command = line.split(' ')[0]?.toUpperCase() ?? ''
      say(ANSWERS[command] ?? '250 fine')
      if (command === 'DATA') mail = []
    } else if (line === '.') {
      take(mail.join('\n'))
      mail = undefined
      say('250 taken')
    } else mail.push(line)
  }
}

export const mailServer = async (wanted = 0): Promise<MailServer> => {
  const taken: string[] = []
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    talk(socket, (mail) => taken.push(mail)).catch(() => undefined)
  }).listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails: () => taken,
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
