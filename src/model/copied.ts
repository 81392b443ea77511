/** Texts that stay in memory. */

/** Copies a text. A slice of a frame would keep the whole frame in memory. */
export const copied = (text: string): string => ` ${text}`.slice(1)
