// `npm run check -- licences` checks the licences of all packages that rx-asterisk brings into a program: its dependencies, its peers, and
// theirs. A licence may require no more than to be named.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'Unlicense']

const read = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))

/** The folder in which npm put a dependency of the package in `from`: beside the package, or further up. */
const placeOf = (name, from) => {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = join(at, 'node_modules', name)
    if (place in packages) return place
    if (at === '') return undefined
  }
}

const found = new Map()
const missing = []
const follow = (from, names, optional = {}) => {
  for (const name of names) {
    const place = placeOf(name, from)
    if (place === undefined) {
      if (!(name in optional)) missing.push(name)
      continue
    }
    if (found.has(place)) continue
    const {
      license,
      dependencies = {},
      peerDependencies = {},
      optionalDependencies = {},
      peerDependenciesMeta = {},
    } = read(place)
    found.set(place, license ?? 'none')
    follow(place, Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }), {
      ...optionalDependencies,
      ...peerDependenciesMeta,
    })
  }
}
const { dependencies = {}, peerDependencies = {} } = read('.')
follow('', Object.keys({ ...dependencies, ...peerDependencies }))

const strange = [...found].filter(([, licence]) => !ALLOWED.includes(licence))
for (const [place, licence] of strange)
  console.error(`${place}: the licence ${licence} is not one of ${ALLOWED.join(', ')}`)
for (const name of missing) console.error(`${name} is not installed; npm ci`)
console.log([...found].map(([place, licence]) => `${place.replace(/^.*node_modules\//, '')} ${licence}`).join(', '))
process.exitCode = strange.length + missing.length > 0 ? 1 : 0
