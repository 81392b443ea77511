// The workloads by the name that picks them, in the order in which they run. Each is loaded alone: a reader's memory is to be its own.

const modules = {
  flood: 'flood',
  routing: 'routing',
  sequential: 'actions',
  pipelined: 'actions',
  connecting: 'connect',
  retention: 'memory',
  soak: 'memory',
  lag: 'lag',
  bytewise: 'pieces',
  ethernet: 'pieces',
  importing: 'importing',
  storm: 'storm',
}

export const workloadNames = Object.keys(modules)

export const workloadOf = async (name) => (await import(`./workloads/${modules[name]}.mjs`))[name]
