/** Events of Asterisk → messages that nobody keeps: UserEvents, keys, calls. */
import { concatMap, map, type Observable } from 'rxjs'
import type { Asterisk, CallChange } from '../index.js'
import { timeOfDay } from '../rx/clock.js'
import type { MqttMessage } from './broker.js'
import { callPayloads, shownDevices } from './callBook.js'
import { eventType } from './discovery.js'
import { digitPayload, eventPayload } from './payloads.js'
import type { Filled } from './settings.js'
import type { Topics } from './topics.js'

/** A message that is neither retained nor kept for a later link. */
export const passing = (topic: string, payload: unknown, qos: 0 | 1 = 1): MqttMessage => ({
  topic,
  payload: JSON.stringify(payload),
  qos,
  retain: false,
})

/** All events, one stream for each source. `nextId`: ids that never repeat, so that two equal events are two. */
export const happenings = (
  asterisk: Asterisk,
  { events, devices, calls }: Filled,
  topics: Topics,
  callChange$: Observable<CallChange>,
  nextId: () => string,
): readonly Observable<MqttMessage>[] => [
  ...Object.entries(events).map(([name, { doorbell = false }]) =>
    asterisk
      .userEvent(name)
      .pipe(
        map((event) =>
          passing(topics.event(name), eventPayload(event, eventType(name, doorbell), nextId(), timeOfDay())),
        ),
      ),
  ),
  ...Object.entries(devices).flatMap(([name, { dtmf = false }]) =>
    dtmf ? [asterisk.dtmf(name).pipe(map((digit) => passing(topics.dtmf(name), digitPayload(digit, nextId()))))] : [],
  ),
  ...(calls
    ? [
        callChange$.pipe(
          concatMap((change) =>
            callPayloads(change, shownDevices(Object.keys(devices))).map((payload) => passing(topics.call, payload)),
          ),
        ),
      ]
    : []),
]
