/** The layers of src/, see CONTRIBUTING.md: imports run one way. */
const FOUNDATION = ['^src/((failure|suggestion|optionCodecs)\\.ts$|rx/)']
const PROTOCOL = ['^src/protocol/']
const SEAM = ['^src/(transport|options)\\.ts$']
const REQUEST = ['^src/request/']
const MODEL = ['^src/model/']
const STREAMS = ['^src/streams/']
const LINK = ['^src/link/']
const CONNECTION = ['^src/connection/']
const FUNCTIONS = ['^src/functions/']
const RUN = ['^src/run/']
const FACE = ['^src/(asterisk|connect|index)\\.ts$']

/** A rule for one layer: of src/ it may import itself and the layers below. Type-only imports count too, unless an exception is named. */
const layer = (name, from, ...below) => ({
  name: `layer-${name}`,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: [...from, ...below.flat()] },
})

const NODE_FILES = [
  '^src/(link/(tcp|challenge|heap)|request/randomId)\\.ts$',
  '^src/testing/.*(server|login)\\.ts$',
  '^src/testing/(record[^/]*|replay[^/]*|marbles)\\.ts$',
  '^src/cli/',
  '^src/http/(secrets|pageFiles)\\.ts$',
  '^src/smarthome/(config/(reader|fileText)|house/loader)\\.ts$',
]

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'not-to-dev-dep',
      comment: 'what the package needs at run time must be a dependency of it',
      severity: 'error',
      // the page is bundled with lit-html: users install nothing for it
      from: { path: '^src', pathNot: '^src/http/page/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    },
    {
      name: 'src-alone',
      comment: 'src imports neither tests nor misc',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|misc|scripts|dist)/' },
    },
    layer('foundation', FOUNDATION),
    layer('protocol', PROTOCOL, FOUNDATION),
    layer('seam', SEAM, FOUNDATION, PROTOCOL),
    layer('request', REQUEST, FOUNDATION, PROTOCOL, SEAM),
    layer('model', MODEL, FOUNDATION, PROTOCOL),
    layer('streams', STREAMS, FOUNDATION, PROTOCOL, MODEL),
    layer('link', LINK, FOUNDATION, PROTOCOL, SEAM, REQUEST),
    layer('connection', CONNECTION, FOUNDATION, PROTOCOL, SEAM, REQUEST, MODEL, STREAMS, LINK),
    layer('functions', FUNCTIONS, FOUNDATION, PROTOCOL, SEAM, REQUEST, MODEL, STREAMS),
    layer('run', RUN, FOUNDATION),
    layer('face', FACE, FOUNDATION, PROTOCOL, SEAM, REQUEST, MODEL, STREAMS, LINK, CONNECTION, FUNCTIONS, RUN),
    layer('testing', ['^src/testing/'], FOUNDATION, PROTOCOL, ['^src/(transport|index)\\.ts$']),
    layer('smarthome', ['^src/smarthome/'], ['^src/(index\\.ts$|rx/)']),
    layer('http', ['^src/http/'], ['^src/(index\\.ts$|rx/)']),
    layer('mqtt', ['^src/mqtt/'], ['^src/(index\\.ts$|rx/)']),
    layer('nats', ['^src/nats/'], ['^src/(index\\.ts$|rx/)']),
    layer('catalog', ['^src/catalog/'], PROTOCOL),
    layer('cli', ['^src/cli/'], ['^src/((index|suggestion)\\.ts$|rx/|(testing|smarthome|mqtt|nats|http)/index\\.ts$)']),
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
      name: 'yaml-in-few-files',
      comment: 'the main entry never loads yaml',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(smarthome|mqtt)/config/yaml(?:Depth)?\\.ts$' },
      to: { path: '(^|/)node_modules/yaml/' },
    },
    {
      name: 'nats-client-in-one-file',
      comment: 'the client of NATS is an optional peer, loaded when it is needed; other files import its types',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/nats/client\\.ts$' },
      to: { path: '(^|/)node_modules/@nats-io/', dependencyTypesNot: ['type-only'] },
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
