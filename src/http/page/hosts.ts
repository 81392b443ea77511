/** Elements that are drawn one by one: a change of one value costs the drawing of one element, however long the list is. */
import { render } from 'lit-html'

type Deps = readonly unknown[]

const same = (a: Deps | undefined, b: Deps): boolean =>
  a?.length === b.length && b.every((each, index) => Object.is(each, a[index]))

/** Draws into this element when one of the values differs from those of the last time. True: it has drawn. */
export const drawing = (element: HTMLElement) => {
  let last: Deps | undefined
  return (deps: Deps, template: () => unknown): boolean => {
    if (same(last, deps)) return false
    last = deps
    render(template(), element)
    return true
  }
}

/** One element for each key, which stays the same element while it moves. */
export class Hosts {
  readonly #hosts = new Map<string, { readonly element: HTMLElement; readonly draw: ReturnType<typeof drawing> }>()
  readonly #make: (key: string) => HTMLElement

  constructor(make: (key: string) => HTMLElement) {
    this.#make = make
  }

  readonly element = (key: string): HTMLElement => this.#of(key).element

  /** Draws the element of the key when one of the values differs; true where it has. */
  readonly draw = (key: string, deps: Deps, template: () => unknown): boolean => {
    return this.#of(key).draw(deps, template)
  }

  /** Forgets the others, at the latest once they would outnumber these keys. */
  readonly keep = (keys: { readonly size: number; readonly has: (key: string) => boolean }): void => {
    if (this.#hosts.size > keys.size) for (const key of this.#hosts.keys()) if (!keys.has(key)) this.#hosts.delete(key)
  }

  #of(key: string) {
    const known = this.#hosts.get(key)
    if (known !== undefined) return known
    const element = this.#make(key)
    const made = { element, draw: drawing(element) }
    this.#hosts.set(key, made)
    return made
  }
}
