/** The public names of rx-asterisk. */
export { type Failure } from './failure.js'
export { frame, Frame, type Header } from './protocol/frame.js'
