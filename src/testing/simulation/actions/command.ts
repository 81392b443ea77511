/** The action Command, with the few console commands that tests need. */
import { asyncScheduler } from 'rxjs'
import type { Request } from '../input.js'
import type { Reply } from '../reply.js'
import type { SimulatedChannel } from '../simulatedChannel.js'
import type { World } from '../world.js'
import type { ActionTable } from './handler.js'

/** The output of a console command. `done`: false for an unknown command or a wrong one. */
interface Printed {
  readonly done: boolean
  readonly lines: readonly string[]
}

const printed = (...lines: readonly string[]): Printed => ({ done: true, lines })

/** One channel of `core show channels concise`, for scripts: its fields with `!` between them. */
const concise = (channel: SimulatedChannel): string =>
  [
    channel.name,
    channel.context,
    channel.exten,
    channel.priority,
    channel.state,
    channel.application,
    channel.data,
    channel.caller.number,
    channel.account,
    '',
    3,
    Math.floor((asyncScheduler.now() - channel.since) / 1000),
    channel.bridge,
    channel.uniqueid,
  ].join('!')

/** The words of a console command; text in quotes is one word. */
const wordsOf = (command: string): readonly string[] =>
  (command.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'))

/** Runs a console command. */
export const runCommand = (world: World, command: string): Printed => {
  const words = wordsOf(command)
  const [family = '', key = '', value = ''] = words.slice(2)
  const count = words.length - 2
  switch (words.slice(0, 2).join(' ')) {
    case 'database get': {
      const found = count === 2 ? world.database.get(family, key) : undefined
      return printed(found === undefined ? 'Database entry not found.' : `Value: ${found}`)
    }
    case 'database put':
      if (count !== 3) return { done: false, lines: ['Usage: database put <family> <key> <value>'] }
      world.database.put(family, key, value)
      return printed('Updated database successfully')
    case 'database del':
      return printed(world.database.remove(family, key) ? 'Database entry removed.' : 'Database entry does not exist.')
    case 'core show':
      return show(world, command, words.slice(2).join(' '))
    default:
      return unknown(command)
  }
}

const show = (world: World, command: string, what: string): Printed => {
  if (what === 'version') return printed(`Asterisk ${world.options.version ?? 22}.0.0 built by rx-asterisk`)
  if (what !== 'channels concise') return unknown(command)
  const channels = world.channels.all()
  return printed(...(channels.length === 0 ? [''] : channels.map(concise)))
}

const unknown = (command: string): Printed => ({
  done: false,
  lines: [`No such command '${command}' (type 'core show help ${command}' for other possible commands)`],
})

/** The form of Asterisk 13 and older: raw lines up to a marker. Later versions give each line a header. */
const older = (request: Request, { lines }: Printed): Reply => ({
  frames: [['Response: Follows', 'Privilege: Command', ...request.id, ...lines, '--END COMMAND--']],
})

const newer = (request: Request, { done, lines }: Printed): Reply => ({
  frames: [
    [
      `Response: ${done ? 'Success' : 'Error'}`,
      ...request.id,
      'Message: Command output follows',
      ...lines.map((line) => `Output: ${line}`),
    ],
  ],
})

export const commandActions: ActionTable = {
  Command: {
    classes: ['command'],
    answer: (request, { world }) => {
      const result = runCommand(world, request.get('Command'))
      return (world.options.version ?? 22) <= 13 ? older(request, result) : newer(request, result)
    },
  },
}
