/** Entry point rx-asterisk/mqtt: a bridge to an MQTT broker, with Home Assistant's discovery. */
export { type MqttBridge } from './bridge.js'
export {
  type Broker,
  type BrokerLink,
  type BrokerSignal,
  type MqttDone,
  type MqttHeard,
  type MqttMessage,
  type MqttFilter,
} from './broker.js'
export { type MqttConfiguration, mqttConfiguration, type MqttProblem } from './config/configuration.js'
export { discovery, type DiscoveryMessage } from './discovery.js'
export { type BridgeFault, type BrokerFault, showBridgeFault } from './fault.js'
export { mqttBridge } from './mqttBridge.js'
export { type BrokerOptions, mqttBroker } from './mqttBroker.js'
export { topicLevel } from './names.js'
export type {
  ButtonSettings,
  CommandSettings,
  ItemSelection,
  MqttAction,
  MqttItem,
  MqttSettings,
  PhoneSettings,
  SwitchSettings,
  UserEventSettings,
} from './settings.js'
export { type BridgeStatus, type BrokerState } from './status.js'
export { type BrokerSurvey, mqttForget, mqttSurvey } from './survey.js'
