/** All rows: `npm run fleet:rows -- [WORD …]` runs the full versions, or those whose names contain a word. */
import { pathToFileURL } from 'node:url'
import { withLab } from '../lab.js'
import { group } from './group.js'
import { partition } from './partition.js'
import { poison } from './poison.js'
import { race } from './race.js'
import type { Row } from './row.js'
import { servers } from './servers.js'
import { soak } from './soak.js'
import { takeovers } from './takeover.js'
import { wakes } from './wakes.js'

export const ROWS: readonly Row[] = [...takeovers, wakes, race, servers, group, poison, partition, soak]

/** Runs one row, and prints its numbers. */
export const runRow = ({ name, run }: Row, size: number, nodes: 1 | 3): Promise<void> =>
  withLab(async (lab) => {
    console.log(`${name}, ${nodes === 1 ? 'one server' : 'three servers'}: ${await run(lab, size)}`)
  }, nodes)()

const runAll = async (words: readonly string[]): Promise<void> => {
  for (const row of ROWS) {
    if (words.length > 0 && !words.some((word) => row.name.includes(word))) continue
    for (const nodes of row.nodes) {
      await runRow(row, row.full, nodes).catch((error: unknown) => {
        process.exitCode = 1
        console.error(`MISSED ${row.name}, ${nodes}:`, error)
      })
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runAll(process.argv.slice(2))
