/** Entry point rx-asterisk/nats: gateways that publish Asterisks on NATS JetStream, and fleets of programs that read them. */
export { bus, type BusOptions } from './bus.js'
export { fleet, type Fleet, type FleetEvents, type FleetOptions, type FleetServer } from './fleet.js'
export { gateway, type Gateway, type GatewayMetrics, type GatewayOptions } from './gateway.js'
export type { Role } from './lead.js'
export type { Bus, BusLink, BusMessage, BusState, BusTask, TaskOptions } from './link.js'
export type { Appended, Draft, Entry, Expecting, Log, Tail } from './log.js'
export type { Published } from './publish.js'
export type { SharedWork, WorkContext, WorkHandler, WorkPolicy } from './shared.js'
