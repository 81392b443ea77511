// One reader in a process of its own: reader.mjs WORKLOAD CLIENT PORT; sends what it measured to its parent.
import { clients } from './clients.mjs'
import { workloads } from './workloads.mjs'

const [workload, name, port] = process.argv.slice(2)
const client = await clients[name]?.(Number(port))
process.send(await workloads[workload].measure({ client, name, port: Number(port) }), () => process.exit())
