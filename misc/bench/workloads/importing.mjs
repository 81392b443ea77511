// (i): the time of `import` in a fresh process, with everything that the package imports.
import { execFileSync } from 'node:child_process'
import { OURS, PEERS } from '../clients.mjs'

const bench = new URL('..', import.meta.url).pathname
const moduleOf = (name) => (name === OURS ? '../../dist/index.js' : name === 'ami-io' ? 'ami-io/lib/index.js' : name)

export const importing = {
  title: '(i) import in a fresh process',
  readers: [OURS, ...PEERS],
  unit: 'ms',
  measure: ({ name }) => {
    const program = `const began = performance.now(); await import('${moduleOf(name)}'); console.log(performance.now() - began)`
    const out = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], { cwd: bench })
    return { value: Number(out) }
  },
  verdicts: () => [],
}
