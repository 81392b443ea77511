/** The action Originate: the reasons to refuse it at once, and the call that it starts. */
import { switchMap, timer } from 'rxjs'
import type { Request } from '../input.js'
import { originate, type Goal } from '../originate.js'
import { parseParty } from '../phones.js'
import { refusal, success } from '../reply.js'
import { NOBODY } from '../simulatedChannel.js'
import type { World } from '../world.js'
import type { ActionTable } from './handler.js'

/** The destination of the call, or the reason to refuse it at once. */
const goalOf = (request: Request, world: World): Goal | string => {
  const [context, exten, priority] = [request.get('Context'), request.get('Exten'), request.get('Priority')]
  const application = request.get('Application')
  if (application !== '') return { _tag: 'Application', application, data: request.get('Data') }
  if (exten === '' || context === '' || priority === '') {
    return "Originate with 'Exten' requires 'Context' and 'Priority'"
  }
  if (!/^\d+$/.test(priority)) return 'Invalid priority'
  const known = world.options.contexts?.[context]?.(exten, NOBODY) !== undefined
  return known ? { _tag: 'Exten', context, exten } : 'Extension does not exist.'
}

const mistakeIn = (request: Request): string | undefined => {
  if (request.get('Channel') === '') return 'Channel not specified'
  if (!/^[^/]+\/./.test(request.get('Channel'))) return 'Invalid channel'
  if (!/^\d*$/.test(request.get('Timeout'))) return 'Invalid timeout'
  return undefined
}

const orUndefined = (text: string): string | undefined => (text === '' ? undefined : text)

export const originateActions: ActionTable = {
  Originate: {
    classes: ['originate'],
    answer: (request, { world }) => {
      const wrong = mistakeIn(request)
      if (wrong !== undefined) return refusal(request, wrong)
      const goal = goalOf(request, world)
      if (typeof goal === 'string') return refusal(request, goal)
      if (!/^(?:yes|true|y|t|1|on)$/i.test(request.get('Async'))) {
        return refusal(request, 'The simulated Asterisk takes an Originate only with Async: true')
      }
      const callerId = request.get('CallerID')
      const call$ = originate(world, {
        goal,
        channel: request.get('Channel'),
        timeout: Number(request.get('Timeout')) || 30_000,
        caller: callerId === '' ? undefined : parseParty(callerId),
        account: orUndefined(request.get('Account')),
        channelId: orUndefined(request.get('ChannelId')),
        id: request.id,
      })
      return {
        ...success(request, 'Message: Originate successfully queued'),
        // Asterisk starts a thread here: the channel does not exist yet when the reply is sent
        then: () => {
          world.spawn(timer(0).pipe(switchMap(() => call$)))
        },
      }
    },
  },
}
