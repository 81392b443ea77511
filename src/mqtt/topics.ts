/** The topics of one server, all below `rx-asterisk/<server>/`. */
import { topicLevel } from './names.js'

/** The topics of a server. */
export interface Topics {
  readonly base: string
  readonly bridge: string
  readonly link: string
  readonly info: string
  /** Heard: a bridge that starts says which instance it is; another one that runs under the same name answers on `info`. */
  readonly hello: string
  readonly call: string
  readonly calls: string
  readonly log: string
  readonly device: (name: string) => string
  readonly registered: (name: string) => string
  readonly hangup: (name: string) => string
  readonly dtmf: (name: string) => string
  readonly group: (name: string) => string
  readonly mailbox: (name: string) => string
  readonly event: (name: string) => string
  readonly db: (key: string) => string
  readonly item: (path: string) => string
  readonly itemSet: (path: string) => string
  readonly press: (button: string) => string
  readonly set: (key: string) => string
  readonly command: (name: string) => string
  /** The topic of a result: `call`, or `button/open-door`. */
  readonly result: (name: string) => string
}

const levels = (path: string): string => {
  const at = path.indexOf('/')
  return at < 0 ? topicLevel(path) : `${topicLevel(path.slice(0, at))}/${topicLevel(path.slice(at + 1))}`
}

/** The topics of a server of that name. */
export const topicsOf = (server: string): Topics => {
  const base = `rx-asterisk/${server}`
  return {
    base,
    bridge: `${base}/bridge`,
    link: `${base}/link`,
    info: `${base}/info`,
    hello: `${base}/hello`,
    call: `${base}/call`,
    calls: `${base}/calls`,
    log: `${base}/log`,
    device: (name) => `${base}/device/${topicLevel(name)}`,
    registered: (name) => `${base}/device/${topicLevel(name)}/registered`,
    hangup: (name) => `${base}/device/${topicLevel(name)}/hangup`,
    dtmf: (name) => `${base}/dtmf/${topicLevel(name)}`,
    group: (name) => `${base}/group/${topicLevel(name)}`,
    mailbox: (name) => `${base}/mailbox/${topicLevel(name)}`,
    event: (name) => `${base}/event/${topicLevel(name)}`,
    db: (key) => `${base}/db/${levels(key)}`,
    item: (path) => `${base}/item/${topicLevel(path)}`,
    itemSet: (path) => `${base}/item/${topicLevel(path)}/set`,
    press: (button) => `${base}/button/${topicLevel(button)}/press`,
    set: (key) => `${base}/switch/${topicLevel(key)}/set`,
    command: (name) => `${base}/command/${name}`,
    result: (name) => `${base}/result/${name}`,
  }
}

/** The most bytes of a topic in MQTT. */
const LONGEST = 65_535

/** True for a topic that may be published. A broker cuts the link at any other one. */
export const isLegalTopic = (topic: string): boolean =>
  topic !== '' &&
  !/[+#\0\ud800-\udfff]/.test(topic.replaceAll(/[\ud800-\udbff][\udc00-\udfff]/g, '')) &&
  new TextEncoder().encode(topic).length <= LONGEST
