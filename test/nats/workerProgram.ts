/** A worker of a group in a process of its own, to be killed: `workerProgram.ts URLS`. Prints the numbers of the events that it handles. */
import { bus, fleet } from '../../src/nats/index.js'

const [urls = ''] = process.argv.slice(2)
const all = fleet(bus({ servers: urls.split(',') }))
process.stdout.on('error', () => undefined)
all.fault$.subscribe(({ _tag }) => {
  console.log(_tag)
})
all.shared('doors').userEvent(
  'Door',
  (event) => {
    console.log(`handled ${event.frame.get('Number') ?? ''}`)
    return new Promise((resolve) => setTimeout(resolve, 5))
  },
  { atOnce: 4, within: 2000 },
)
console.log('Ready')
