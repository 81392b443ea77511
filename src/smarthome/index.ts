/** Entry point rx-asterisk/smarthome: runs a smarthome.py or SmartHomeNG directory. */
export { type CallLogOptions, type LoggedCall } from './house/callLog.js'
export { type ItemValues } from './config/cast.js'
export { configuration, type ConfigurationResult } from './config/configuration.js'
export { type ConfDialect } from './config/dialect.js'
export { type HouseFault, showHouseFault } from './house/fault.js'
export { house, type House, type HouseOptions, type LogicRun } from './house/house.js'
export { type Item, type ItemOrigin, type ItemState } from './house/item.js'
export { type Items } from './house/items.js'
export { type HandlerLoader, type LoadedHandlers, loadHandlers } from './house/loader.js'
export { type ConfigurationProblem, showProblem, type SourceLocation } from './config/problem.js'
export { type DirectoryFiles, readDirectory, watchDirectory } from './config/reader.js'
export { type Secret, secret } from './config/secret.js'
export type {
  Configuration,
  ConnectionSettings,
  ItemBinding,
  ItemSettings,
  ItemType,
  LogicOverlap,
  LogicSettings,
  SettingValue,
} from './config/settings.js'
export { type ConnectionStatus } from './house/statusBoard.js'
export { type LogicContext, type LogicHandler, type LogicHandlers, type LogicTrigger } from './house/trigger.js'
