// The workloads by name, in the order in which they run. Each one is loaded alone, as other workloads would use memory of the reader.

const modules = {
  flood: 'flood',
  routing: 'routing',
  sequential: 'actions',
  pipelined: 'actions',
  cold: 'actions',
  coldPipelined: 'actions',
  connecting: 'connect',
  retention: 'memory',
  soak: 'memory',
  lag: 'lag',
  bytewise: 'pieces',
  ethernet: 'pieces',
  importing: 'importing',
  starting: 'starting',
  resting: 'starting',
  storm: 'storm',
  live: 'live',
  fleet: 'fleet',
  switchboard: 'switchboard',
}

export const workloadNames = Object.keys(modules)

export const workloadOf = async (name) => (await import(`./workloads/${modules[name]}.mjs`))[name]
