/** The channels of each device, by both of its keys. */
import type { Uniqueid } from '../protocol/channel.js'
import type { ChannelRecord } from './channelRecord.js'
import type { ChannelStep } from './channels.js'

const NONE: ReadonlySet<Uniqueid> = new Set()

export const deviceIndex = () => {
  const byKey = new Map<string, Set<Uniqueid>>()
  const add = ({ uniqueid, keys }: ChannelRecord): void => {
    for (const key of keys) {
      const own = byKey.get(key)
      if (own === undefined) byKey.set(key, new Set([uniqueid]))
      else own.add(uniqueid)
    }
  }
  const remove = ({ uniqueid, keys }: ChannelRecord): void => {
    for (const key of keys) {
      const own = byKey.get(key)
      own?.delete(uniqueid)
      if (own?.size === 0) byKey.delete(key)
    }
  }
  const applyOne = (step: ChannelStep): readonly string[] => {
    switch (step._tag) {
      case 'First':
        add(step.after)
        return step.after.keys
      case 'Last':
        remove(step.before)
        return step.before.keys
      case 'Again': {
        const { before, after } = step
        if (before.keys === after.keys) return after.keys
        remove(before)
        add(after)
        return [...before.keys, ...after.keys]
      }
    }
  }
  return {
    /** Applies steps; returns the keys of the devices that they touch. */
    apply: (steps: readonly ChannelStep[]): readonly string[] => {
      const only = steps[0]
      return steps.length === 1 && only !== undefined ? applyOne(only) : [...new Set(steps.flatMap(applyOne))]
    },
    channels: (key: string): ReadonlySet<Uniqueid> => byKey.get(key) ?? NONE,
    isIdle: (key: string): boolean => !byKey.has(key),
    keys: (): readonly string[] => [...byKey.keys()],
  }
}
