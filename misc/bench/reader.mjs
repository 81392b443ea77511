// One reader in a process of its own: reader.mjs WORKLOAD CLIENT PORT. It sends its results to its parent.
import { clients } from './clients.mjs'
import { workloadOf } from './workloads.mjs'

const [workload, name, port] = process.argv.slice(2)
const { measure } = await workloadOf(workload)
const client = await clients[name]?.(Number(port))
process.send(await measure({ client, name, port: Number(port) }), () => process.exit())
