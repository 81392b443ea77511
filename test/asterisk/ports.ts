/** Ports of this machine that nobody has now. */
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/** The port that was bound, if it was free; 0 takes any. */
const udp = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => {
      resolve(undefined)
    })
    socket.bind(port, '127.0.0.1', () => {
      const bound = socket.address().port
      socket.close(() => {
        resolve(bound)
      })
    })
  })

const tcp = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => {
      resolve(undefined)
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : undefined)
      })
    })
  })

/** For a phone: its signals, its control, its sound. */
export const freeUdpPort = async (): Promise<number> => {
  const port = await udp(0)
  if (port === undefined) throw new Error('no UDP port is free')
  return port
}

/** Offsets of the ports of SIP, chan_sip and IAX2 from that of AMI, as in start.sh. The port of TLS is the next one after AMI. */
export const SIP = 22
const CHAN_SIP = 24
const IAX2 = 26

/** For an Asterisk: the port of AMI, from which start.sh derives the others, all free. */
export const freeAsteriskPort = async (): Promise<number> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const ami = await tcp(0)
    if (ami === undefined || ami + IAX2 > 65_535) continue
    const others = [await tcp(ami + 1), await udp(ami + SIP), await udp(ami + CHAN_SIP), await udp(ami + IAX2)]
    if (!others.includes(undefined)) return ami
  }
  throw new Error('no ports are free')
}
