/** Moves a call to another extension: one leg, both legs, or the partner of a leg. Nothing is lost where the extension does not exist. */
import { defer, type Observable } from 'rxjs'
import type { Ask } from '../request/request.js'
import { channelMistake, invalid, moved, type Place } from './extension.js'

/** The options of `redirect`. */
export interface RedirectOptions {
  /**
   * The channel that it talks to, which moves at the same moment: to the same extension, or to one of its own. Without it Asterisk hangs
   * that channel up, unless its dialplan goes on.
   */
  readonly other?: string | (Place & { readonly channel: string }) | undefined
}

/** Both legs move by one action: after a first one the other leg would be gone. */
const extra = ({ channel, context, exten }: Place & { readonly channel: string }) => ({
  ExtraChannel: channel,
  ExtraContext: context,
  ExtraExten: exten,
  ExtraPriority: 1,
})

export const redirect =
  (ask: Ask) =>
  (channel: string, context: string, exten: string, { other }: RedirectOptions = {}): Observable<void> =>
    defer(() => {
      const second = typeof other === 'string' ? { channel: other, context, exten } : other
      const why = second === undefined ? undefined : channelMistake(second.channel)
      if (why !== undefined) throw invalid('Redirect', why)
      const sameAgain = second === undefined || (second.context === context && second.exten === exten)
      return moved(ask)({
        action: {
          Action: 'Redirect',
          Channel: channel,
          Context: context,
          Exten: exten,
          Priority: 1,
          ...(second === undefined ? {} : extra(second)),
        },
        channel,
        places: [{ context, exten }, ...(sameAgain ? [] : [second])],
      })
    })

export const transfer =
  (ask: Ask) =>
  (channel: string, context: string, exten: string): Observable<void> =>
    moved(ask)({
      action: { Action: 'BlindTransfer', Channel: channel, Context: context, Exten: exten },
      channel,
      places: [{ context, exten }],
    })
