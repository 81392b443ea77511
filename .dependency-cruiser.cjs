/** The layers of src/, see CONTRIBUTING.md: imports run one way. */
const BASE = ['^src/(failure|options|multicast)\\.ts$']
const PROTOCOL = ['^src/protocol/']
const CONNECTION = ['^src/connection/']
const STREAMS = ['^src/streams/']
const FUNCTIONS = ['^src/functions/']
const ASTERISK = ['^src/(asterisk|index)\\.ts$']
const OUTER = ['^src/(testing|cli|smarthome)/']

/** What a layer may import of src/ besides itself; type-only imports too, unless an exception is named. */
const layer = (name, from, ...below) => ({
  name: `layer-${name}`,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: [...from, ...below.flat()] },
})

const NODE_FILES = [
  '^src/connection/(tcp|digest)\\.ts$',
  '^src/testing/.*server\\.ts$',
  '^src/testing/(record[^/]*|replay[^/]*|marbles)\\.ts$',
  '^src/cli/',
  '^src/smarthome/(reader|loader)\\.ts$',
]

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'not-to-dev-dep',
      comment: 'what the package needs at run time must be a dependency of it',
      severity: 'error',
      from: { path: '^src' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    },
    {
      name: 'src-alone',
      comment: 'src imports neither tests nor misc',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|misc|scripts|dist)/' },
    },
    {
      name: 'layer-base',
      comment: 'failure, options and multicast know nothing; options names the types of two others',
      severity: 'error',
      from: { path: BASE, pathNot: '^src/options\\.ts$' },
      to: { path: '^src/', pathNot: BASE },
    },
    {
      name: 'layer-options',
      comment: 'options may know the login classes, and the type of a transport',
      severity: 'error',
      from: { path: '^src/options\\.ts$' },
      to: { path: '^src/', pathNot: [...BASE, '^src/protocol/authorization\\.ts$', '^src/connection/transport\\.ts$'] },
    },
    {
      name: 'options-transport-type-only',
      severity: 'error',
      from: { path: '^src/options\\.ts$' },
      to: { path: '^src/connection/', dependencyTypesNot: ['type-only'] },
    },
    layer('protocol', PROTOCOL, BASE),
    layer('connection', CONNECTION, BASE, PROTOCOL),
    layer('streams', STREAMS, BASE, PROTOCOL),
    layer('functions', FUNCTIONS, BASE, PROTOCOL, CONNECTION, STREAMS),
    layer('asterisk', ASTERISK, BASE, PROTOCOL, CONNECTION, STREAMS, FUNCTIONS),
    layer('testing', ['^src/testing/'], BASE, PROTOCOL, CONNECTION, STREAMS, FUNCTIONS, ASTERISK),
    layer('cli', ['^src/cli/'], BASE, PROTOCOL, CONNECTION, STREAMS, FUNCTIONS, ASTERISK, OUTER),
    layer('smarthome', ['^src/smarthome/'], BASE, PROTOCOL, CONNECTION, STREAMS, FUNCTIONS, ASTERISK),
    {
      name: 'protocol-is-pure',
      comment: 'protocol imports fp-ts and io-ts, and node:buffer, whose functions are pure; other packages by type',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { pathNot: ['^src/', '(^|/)(fp-ts|io-ts)/', '^buffer$'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'node-in-few-files',
      comment: 'sockets, files and crypto stay where they can be replaced',
      severity: 'error',
      from: { path: '^src/', pathNot: [...NODE_FILES, '^src/options\\.ts$'] },
      to: { dependencyTypes: ['core'], pathNot: '^buffer$' },
    },
    {
      name: 'yaml-in-two-files',
      comment: 'the main entry never loads yaml',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/smarthome/yaml(?:Depth)?\\.ts$' },
      to: { path: '(^|/)node_modules/yaml/' },
    },
    {
      name: 'options-node-type-only',
      comment: "options names Node's TLS options, by type",
      severity: 'error',
      from: { path: '^src/options\\.ts$' },
      to: { dependencyTypes: ['core'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
