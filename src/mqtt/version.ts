/** The version of this package, for people who look at the broker; a test compares it with package.json. */
export const VERSION = '0.1.0'
