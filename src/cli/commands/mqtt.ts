/** `mqtt`: a bridge to an MQTT broker, with Home Assistant's discovery. */
import { commandWith } from '../command.js'
import { CONNECTION } from '../connection.js'
import { file, seconds, text } from '../valueTypes.js'
import { flag, option, optional, options } from '../word.js'

export const mqtt = commandWith(
  {
    name: 'mqtt',
    summary: 'show phones, doorbells and voicemail to Home Assistant and others, by MQTT',
    details: [
      'Runs until it is stopped, through every outage of Asterisk and of the broker. Prints "ready" when both links are up. Supervisors are notified as by run.',
      'FILE is YAML or JSON: see docs/mqtt.md. Without FILE, --broker names the broker, and --device, --mailbox and --event what is shown. The password of the broker is in RX_ASTERISK_MQTT_PASSWORD, or in the file that passwordFile names. RX_ASTERISK_MQTT_URL and RX_ASTERISK_MQTT_USERNAME replace the settings of FILE.',
      'Needs the package mqtt: npm install --global mqtt. --check and --forget need it too.',
      'Exits with 1 when another bridge has the same server name, and with 3 when a login is refused, or when not both links are up within --wait.',
    ],
    words: {
      file: optional(file, 'the configuration, YAML or JSON'),
      check: flag(
        'print the mistakes of FILE, the rights that are missing, and what Home Assistant will show; publish nothing',
      ),
      forget: flag('remove everything that this server has left at the broker'),
      broker: option(text('URL'), 'the broker, such as mqtt://localhost'),
      server: option(text('NAME'), 'the name of this Asterisk in topics and ids', 'asterisk'),
      device: options(text('DEVICE'), 'a phone: 2222 or PJSIP/2222'),
      mailbox: options(text('MAILBOX'), 'a mailbox: 2222 or 2222@office'),
      event: options(text('NAME'), 'UserEvents of that name, such as Door'),
      wait: option(seconds, 'how long to wait for both links', 'for ever'),
      readyFile: option(file, 'a file that exists while both links are up'),
      json: flag('print one JSON object per line, for programs'),
      quiet: flag('print only what goes wrong', 'q'),
    },
    examples: [
      'rx-asterisk mqtt /etc/rx-asterisk/mqtt.yaml',
      'rx-asterisk mqtt --broker mqtt://localhost --device 2222 --event Door',
      'rx-asterisk mqtt mqtt.yaml --check',
    ],
    failing: 'FILE has mistakes (--check), another bridge has this name, or the output could not be written',
    isLasting: true,
  },
  CONNECTION,
  async (values, common, terminal) => {
    const { serveMqtt } = await import('../mqtt/serve.js')
    return serveMqtt(values, common, terminal)
  },
)
