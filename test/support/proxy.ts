/** A loopback proxy in front of a real Asterisk: it cuts, stalls, splits, garbles, forgets and refuses links, to the byte. */
import { connect, createServer, type Server, type Socket } from 'node:net'

/** In which direction bytes are counted: what Asterisk says, or what it hears. */
type Side = 'said' | 'heard'
type Ending = 'closed' | 'reset'

export interface Proxy {
  readonly port: number
  /** Ends all links. */
  readonly drop: (how?: Ending) => void
  /** The link that is open, or else the next one, ends once so many more bytes have passed on that side. */
  readonly cutAfter: (bytes: number, side: Side, how?: Ending) => void
  /** Nothing passes, and nothing is lost, until `resume`. */
  readonly stall: () => void
  readonly resume: () => void
  /** Nothing is read from Asterisk any more, as by a program that hangs; ends with `resume`. */
  readonly jam: () => void
  /** The open links carry nothing any more, and nobody is told; new ones are well. */
  readonly forget: () => void
  /** Splits the bytes of Asterisk into pieces of that size. */
  readonly split: (bytes: number) => void
  /** These bytes arrive behind the next frame that Asterisk says. */
  readonly garble: (text: string) => void
  /** New links are closed at once. */
  readonly refuse: (refuses: boolean) => void
  readonly links: () => number
  readonly passed: (side: Side) => number
  /** The number of Originates that reached Asterisk, by account. Tests identify their calls by this header. */
  readonly accounts: ReadonlyMap<string, number>
  readonly close: () => Promise<void>
}

interface Link {
  readonly client: Socket
  readonly asterisk: Socket
  dead: boolean
  readonly waiting: (() => void)[]
  /** The beginning of a line that has not ended yet. */
  line: string
}

const ACCOUNT = 'Account: '

const end = (socket: Socket, how: Ending): void => {
  if (how === 'reset') socket.resetAndDestroy()
  else socket.destroySoon()
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    // a test that fails closes nothing, and is to end all the same
    server.unref()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

/** Listens on a free port; every link to it is one to `target`. */
export const proxy = async (target: number): Promise<Proxy> => {
  const links = new Set<Link>()
  const passed = { said: 0, heard: 0 }
  const accounts = new Map<string, number>()
  let cut: { left: number; readonly side: Side; readonly how: Ending } | undefined
  let stalled = false
  let piece = Infinity
  let garbage = ''
  let refuses = false

  const over = (link: Link, how: Ending): void => {
    if (!links.delete(link)) return
    link.dead = true
    end(link.client, how)
    link.asterisk.destroy()
  }
  const allowed = (side: Side, bytes: Buffer): { readonly bytes: Buffer; readonly ending: Ending | undefined } => {
    if (cut?.side !== side) return { bytes, ending: undefined }
    cut.left -= bytes.length
    if (cut.left > 0) return { bytes, ending: undefined }
    const { how, left } = cut
    cut = undefined
    return { bytes: bytes.subarray(0, bytes.length + left), ending: how }
  }
  const garbled = (bytes: Buffer): Buffer => {
    const at = garbage === '' ? -1 : bytes.indexOf('\r\n\r\n')
    if (at < 0) return bytes
    const text = garbage
    garbage = ''
    return Buffer.concat([bytes.subarray(0, at + 4), Buffer.from(text, 'latin1'), bytes.subarray(at + 4)])
  }
  const forward = (link: Link, side: Side, all: Buffer): void => {
    if (link.dead) return
    const { bytes, ending } = allowed(side, all)
    passed[side] += bytes.length
    if (side === 'heard') {
      link.asterisk.write(bytes)
      const lines = (link.line + bytes.toString('latin1')).split('\r\n')
      link.line = lines.pop() ?? ''
      for (const line of lines.filter((each) => each.startsWith(ACCOUNT))) {
        const account = line.slice(ACCOUNT.length)
        accounts.set(account, 1 + (accounts.get(account) ?? 0))
      }
    } else {
      const said = garbled(bytes)
      for (let at = 0; at < said.length; at += piece) link.client.write(said.subarray(at, at + piece))
    }
    if (ending !== undefined) over(link, ending)
  }
  const carry = (link: Link, side: Side) => (bytes: Buffer) => {
    if (stalled) link.waiting.push(() => forward(link, side, bytes))
    else forward(link, side, bytes)
  }

  const server = createServer((client) => {
    client.on('error', () => undefined)
    if (refuses) {
      client.destroy()
      return
    }
    const asterisk = connect(target, '127.0.0.1')
    const link: Link = { client, asterisk, dead: false, waiting: [], line: '' }
    links.add(link)
    for (const [socket, side, other] of [
      [asterisk, 'said', client],
      [client, 'heard', asterisk],
    ] as const) {
      socket.setNoDelay(true)
      socket.on('data', carry(link, side))
      socket.on('error', () => {
        if (!link.dead) over(link, 'reset')
      })
      socket.on('close', () => {
        // a forgotten link has no end: the client must find out by itself
        if (side === 'heard' || !link.dead) {
          links.delete(link)
          other.destroySoon()
        }
      })
    }
  })
  const port = await listening(server)

  return {
    port,
    drop: (how = 'closed') => {
      for (const link of [...links]) over(link, how)
    },
    cutAfter: (bytes, side, how = 'closed') => {
      cut = { left: bytes, side, how }
    },
    stall: () => {
      stalled = true
    },
    resume: () => {
      stalled = false
      for (const { waiting, asterisk } of links) {
        for (const pass of waiting.splice(0)) pass()
        asterisk.resume()
      }
    },
    jam: () => {
      for (const { asterisk } of links) asterisk.pause()
    },
    forget: () => {
      for (const link of links) {
        link.dead = true
        link.asterisk.destroy()
      }
    },
    split: (bytes) => {
      piece = bytes
    },
    garble: (text) => {
      garbage = text
    },
    refuse: (now) => {
      refuses = now
    },
    links: () => links.size,
    passed: (side) => passed[side],
    accounts,
    close: async () => {
      for (const { client, asterisk } of links) {
        client.destroy()
        asterisk.destroy()
      }
      links.clear()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
