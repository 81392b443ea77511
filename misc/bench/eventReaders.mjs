// Clients of the switchboard's events, as a process of its own: eventReaders.mjs PORT READERS. It says when all have a snapshot, and
// answers each message of its parent with the bytes that all of them have read.
import { once } from 'node:events'
import { get } from 'node:http'

const [, , port, readers] = process.argv
let bytes = 0

const reading = async (name) => {
  const request = get({ port, path: '/api/events', headers: { 'X-User': name }, agent: false })
  const [response] = await once(request, 'response')
  response.on('data', (piece) => {
    bytes += piece.byteLength
  })
  await once(response, 'data')
}

await Promise.all(Array.from({ length: Number(readers) }, (_, index) => reading(`reader ${index}`)))
process.on('message', () => process.send(bytes))
process.on('disconnect', () => process.exit())
process.send('ready')
