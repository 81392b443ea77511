/** Entry point rx-asterisk/smarthome: a smarthome.py or SmartHomeNG directory, alive. */
export { type CallLogOptions, type LoggedCall } from './callLog.js'
export { type ItemValues } from './cast.js'
export { configuration, type Understood } from './configuration.js'
export { type Dialect } from './dialect.js'
export { type HouseFault, showHouseFault } from './fault.js'
export { house, type House, type HouseOptions, type Run } from './house.js'
export { type Item, type ItemState, type Origin } from './item.js'
export { type Items } from './items.js'
export { type Load, loadHandlers, type Loaded } from './loader.js'
export { type Place, type Problem, showProblem } from './problem.js'
export { readDirectory, type Snapshot, watchDirectory } from './reader.js'
export { type Secret, secret } from './secret.js'
export type {
  Binding,
  Configuration,
  ConnectionSettings,
  ItemSettings,
  ItemType,
  LogicSettings,
  Overlap,
  Value,
} from './settings.js'
export { type ConnectionStatus } from './statusBoard.js'
export { type LogicContext, type LogicHandler, type LogicHandlers, type Trigger } from './trigger.js'
