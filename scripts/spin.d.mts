interface Search {
  readonly model: string
  readonly defines?: readonly string[]
  readonly finds?: string
}

/** Undefined when a C compiler is there, or the reason for its absence. */
export function noCompiler(): string | undefined

/** Undefined when spin is there, or the reason for its absence. */
export function prepareSpin(tell?: (line: string) => void): Promise<string | undefined>

/** The searches in small bounds. `finds`: a mutant, or a run that must exist. */
export const SMALL: readonly Search[]

/** A sentence about a search, and whether it went as it must. */
export function verdict(search: Search): { readonly isRight: boolean; readonly text: string }
