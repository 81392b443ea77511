/**
 * The same as `whole.ts`, for commands that import logics. Logics import rxjs and rx-asterisk by their names, and must get those of the
 * house: so the build leaves them outside of this file.
 */
export { runHere } from './whole.js'
