/** The rows of the table of promises, in short. `npm run fleet:rows` runs them in full. */
import { suite } from 'uvu'
import { ROWS, runRow } from './rows/rows.js'

const test = suite('rows')

for (const row of ROWS.filter(({ short }) => short > 0)) {
  const [nodes = 1] = row.nodes
  test(row.name, () => runRow(row, row.short, nodes))
}

test.run()
