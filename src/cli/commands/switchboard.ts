/** `switchboard`: the phones as a page, as JSON and as events, until it is stopped. */
import { address } from '../address.js'
import { ENDLESS } from '../asking.js'
import { commandWith } from '../command.js'
import { REFUSED_LOGIN } from '../exit.js'
import { allowed } from '../switchboard/words.js'
import { file, text } from '../valueTypes.js'
import { defaulted, flag, option, options } from '../word.js'

/** The ports of Asterisk's own web server. */
const OF_ASTERISK = [8088, 8089]

export const switchboard = commandWith(
  {
    name: 'switchboard',
    summary: 'serve a page with all phones, calls and queues, and the same as JSON and events',
    details: [
      'Prints the address of the page. Without --users the address has a token, which works once; then only this machine is served.',
      'Nobody can act until --allow names the actions. The audit is on stdout: one line for each action and each login.',
      'Needs two packages: npm install hono @hono/node-server. docs/switchboard.md has the file of users, and notes for proxies.',
    ],
    words: {
      listen: defaulted(
        address(8080, OF_ASTERISK),
        'the address to listen on; not 8088 or 8089, which are those of Asterisk',
        {
          host: '127.0.0.1',
          port: 8080,
          toString: () => '127.0.0.1:8080',
        },
      ),
      allow: option(
        allowed,
        'the actions that are possible: call,hangup,transfer,park,pause,mute,kick,userEvent',
        'none',
      ),
      users: option(file, 'a JSON file with users, tokens, groups and names'),
      settings: option(
        file,
        'a file that keeps the settings of each user, such as favourites, for all browsers',
        'each browser keeps its own',
      ),
      hostName: options(text('HOST'), 'a name under which this server is reached, such as pbx.lan:8080'),
      context: options(
        text('CONTEXT'),
        'a dialplan context for calls and transfers; the first is the default: internal',
      ),
      numbers: option(text('PATTERN'), 'a regular expression of the numbers that may be dialled', '^\\d{2,6}$'),
      https: flag('a proxy speaks https for this server: cookies are for https only'),
      proxy: options(
        text('ADDRESS'),
        'the address of a proxy in front: its X-Forwarded-For names the client, for the audit and the limits',
      ),
      trustUserHeader: option(
        text('NAME'),
        'a header in which a proxy names the user; it counts from --proxy, or else from this machine',
      ),
      readyFile: option(file, 'a file that exists while the link is ready'),
    },
    examples: [
      'rx-asterisk switchboard',
      'rx-asterisk switchboard --allow call,hangup,transfer,park',
      'rx-asterisk switchboard --bus nats://n1:4222 --server berlin',
      'rx-asterisk switchboard --listen 0.0.0.0:8080 --users users.json --host-name pbx.lan:8080',
    ],
    failing: 'the port is taken, a package is missing, or the output could not be written',
    noLink: REFUSED_LOGIN,
    isLasting: true,
  },
  ENDLESS,
  async (values, common, terminal) => {
    const { serveSwitchboard } = await import('../switchboard/serve.js')
    return serveSwitchboard(values, common, terminal)
  },
)
