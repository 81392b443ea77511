/** The two halves of Local channels, by their names: `Local/301@house-00000008;1` and `;2`. */
import { copied } from '../copied.js'

const HALF = /^(Local\/.*);[12]$/i

export class LocalHalves {
  /** The first half that came, by the name that both share. */
  readonly #waiting = new Map<string, string>()

  /** A channel began; returns the Uniqueid of its other half, where that is known. */
  add(channel: string, uniqueid: string): string | undefined {
    const [, name] = HALF.exec(channel) ?? []
    if (name === undefined) return undefined
    const other = this.#waiting.get(name)
    if (other === undefined) this.#waiting.set(copied(name), uniqueid)
    else this.#waiting.delete(name)
    return other
  }

  /** A channel ended before its other half came. */
  remove(channel: string): void {
    const [, name] = HALF.exec(channel) ?? []
    if (name !== undefined) this.#waiting.delete(name)
  }
}
