/** The beginning of a text from the wire, for a failure to show. */

/** Characters, or bytes where they are not decoded yet. */
export const EXCERPT = 200

/** The beginning as a copy: a slice would keep the whole frame in memory for as long as the failure lives. */
export const excerpt = (text: string): string => Buffer.from(text.slice(0, EXCERPT)).toString()
