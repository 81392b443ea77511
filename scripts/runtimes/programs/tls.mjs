// A simulated Asterisk behind TLS: reachable with its authority, not without.
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import tls from 'node:tls'
import { attempt, connect } from 'rx-asterisk'
import { simulate } from 'rx-asterisk/testing'
import { firstValueFrom } from 'rxjs'

const [folder] = process.argv.slice(2)
const read = (name) => readFileSync(join(folder, name))
const pbx = simulate({ database: { 'dnd/office': '1' } })
const { port } = await pbx.listen()
const server = tls.createServer({ cert: read('ami.crt'), key: read('ami.key') }, (socket) => {
  const inner = net.connect(port, '127.0.0.1')
  for (const each of [socket, inner]) each.on('error', () => undefined)
  socket.pipe(inner)
  inner.pipe(socket)
})
server.on('tlsClientError', () => undefined)
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

const asked = async (options) => {
  const asterisk = connect({ username: 'admin', password: 'secret', port: server.address().port, ...options })
  const failed = new Promise((resolve) => {
    asterisk.status$.subscribe((status) => {
      if (status._tag === 'Waiting') resolve(status.failure._tag)
    })
  })
  const read = firstValueFrom(asterisk.dbRead('dnd/office').pipe(attempt())).then((answer) =>
    answer._tag === 'Right' ? `${answer.right._tag} ${answer.right.value}` : answer.left._tag,
  )
  const result = await Promise.race([read, failed])
  await asterisk.close()
  return result
}

console.log(`trusted: ${await asked({ tls: { ca: read('ami.crt') } })}`)
console.log(`unknown: ${await asked({ tls: true })}`)
process.exit(0)
