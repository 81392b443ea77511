/** The bytes that Linux holds for each TCP connection, as `/proc/self/net/tcp` and `tcp6` show them (`proc(5)`). Other systems show none. */
import { readFile } from 'node:fs/promises'
import { SocketAddress } from 'node:net'
import { endianness } from 'node:os'

/** The two ends of a connection. Node gives them for a socket. */
export interface Ends {
  readonly localPort?: number | undefined
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
}

/** The bytes of each connection that the other end has not taken, by `endsKey`. Connections without such bytes are not there. */
export type TcpQueues = ReadonlyMap<string, number>

export const endsKey = ({ localPort, remoteAddress = '', remotePort }: Ends): string =>
  // the name of an interface, as in fe80::1%eth0, stands in no table
  `${localPort ?? ''} ${remoteAddress.replace(/%.*/, '')} ${remotePort ?? ''}`

/** The kernel prints the bytes of an address as numbers of 32 bits. */
const bytesIn = (hexadecimal: string): Buffer => {
  const words = Array.from(hexadecimal.matchAll(/.{8}/g), ([word]) => Buffer.from(word, 'hex'))
  return Buffer.concat(endianness() === 'LE' ? words.map((word) => word.reverse()) : words)
}

const addressIn = (hexadecimal: string): string => {
  const bytes = bytesIn(hexadecimal)
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16))
  // the same spelling as that of Node's sockets
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address
}

/** `0: 0100007F:1F90 0100007F:C350 01 0000A2C4:00000000 …`: number, this end, the other end, state, bytes to send and to read. */
const LINE =
  /^ *\d+: (?:[\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4}) ([\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4}) [\dA-F]{2} ([\dA-F]{8}):/gm

export const queuesIn = (text: string): TcpQueues =>
  new Map(
    Array.from(text.matchAll(LINE)).flatMap(([, local = '', address = '', port = '', bytes = '']) => {
      const waiting = Number.parseInt(bytes, 16)
      if (waiting === 0) return []
      const [localPort, remotePort] = [Number.parseInt(local, 16), Number.parseInt(port, 16)]
      return [[endsKey({ localPort, remoteAddress: addressIn(address), remotePort }), waiting] as const]
    }),
  )

/** Reads the queues of all connections. Where the system does not show them, there are none. */
export const tcpQueues = async (): Promise<TcpQueues> => {
  const texts = ['tcp', 'tcp6'].map((table) => readFile(`/proc/self/net/${table}`, 'latin1').catch(() => ''))
  return queuesIn((await Promise.all(texts)).join('\n'))
}
