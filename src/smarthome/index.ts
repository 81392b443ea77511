/** Entry point rx-asterisk/smarthome: a smarthome.py or SmartHomeNG directory, alive. */
export { type CallLogOptions, type LoggedCall } from './house/callLog.js'
export { type ItemValues } from './config/cast.js'
export { configuration, type Understood } from './config/configuration.js'
export { type Dialect } from './config/dialect.js'
export { type HouseFault, showHouseFault } from './house/fault.js'
export { house, type House, type HouseOptions, type Run } from './house/house.js'
export { type Item, type ItemState, type Origin } from './house/item.js'
export { type Items } from './house/items.js'
export { type Load, loadHandlers, type Loaded } from './house/loader.js'
export { type Place, type Problem, showProblem } from './config/problem.js'
export { readDirectory, type Snapshot, watchDirectory } from './config/reader.js'
export { type Secret, secret } from './config/secret.js'
export type {
  Binding,
  Configuration,
  ConnectionSettings,
  ItemSettings,
  ItemType,
  LogicSettings,
  Overlap,
  Value,
} from './config/settings.js'
export { type ConnectionStatus } from './house/statusBoard.js'
export { type LogicContext, type LogicHandler, type LogicHandlers, type Trigger } from './house/trigger.js'
