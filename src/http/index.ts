/** Entry point rx-asterisk/http: JSON, server-sent events, actions, metrics and the switchboard page over HTTP. */
export { http, type HttpHandler } from './http.js'
export type {
  AuditLine,
  HttpAction,
  HttpContext,
  HttpGroup,
  HttpLogin,
  HttpOptions,
  HttpToken,
  HttpUser,
  SettingsStore,
} from './options.js'
export { passwordHash } from './secrets.js'
