/** The table of routes: the router, the checks of bodies, and the OpenAPI document are made from it. */
import type { HttpAction } from './options.js'

/** A field of a body. `text`: 1 to 256 characters. */
export interface Field {
  readonly kind: 'text' | 'boolean' | 'texts' | 'object'
  readonly required: boolean
  readonly about: string
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly name: string
  readonly about: string
  /** True for a route without a login. */
  readonly open?: true
  readonly action?: HttpAction
  readonly body?: Readonly<Record<string, Field>>
  /** The parameters of its query, each with its meaning. */
  readonly query?: Readonly<Record<string, string>>
}

const must = (about: string, kind: Field['kind'] = 'text'): Field => ({ kind, required: true, about })
const may = (about: string, kind: Field['kind'] = 'text'): Field => ({ kind, required: false, about })

const TO = must('the number to dial')
const CONTEXT = may('its context; the first one that is allowed')
const LEG = may('the side that is moved: its device or its Uniqueid; the caller')
const PHONE = must('the phone: 2222')

const get = <N extends string>(path: string, name: N, about: string) => ({ method: 'GET', path, name, about }) as const

export const ROUTES = [
  get('/api', 'about', 'the user, the allowed actions, and what this AMI login cannot read'),
  get('/api/state', 'state', 'all collections at once; null: not known yet'),
  {
    ...get(
      '/api/events',
      'events',
      'server-sent events: a snapshot, then changes: set has whole values, patch the members that changed, gone has ids',
    ),
    query: { only: 'the collections to send, with commas between them: calls,queues; all of them' },
  },
  { ...get('/api/openapi.json', 'openapi', 'this description'), open: true },
  get('/api/devices', 'devices', 'all devices'),
  get('/api/devices/:id', 'device', 'one device'),
  get('/api/calls', 'calls', 'the calls that live'),
  get('/api/calls/:id', 'call', 'one call'),
  get('/api/queues', 'queues', 'the queues with callers and members'),
  get('/api/queues/:id', 'queue', 'one queue'),
  get('/api/parked', 'parked', 'the parked calls'),
  get('/api/rooms', 'rooms', 'the conferences'),
  get('/api/registrations', 'registrations', 'the registrations of the configuration'),
  get('/api/mailboxes', 'mailboxes', 'the mailboxes of the configuration'),
  get('/api/mailboxes/:id', 'mailbox', 'one mailbox'),
  {
    method: 'POST',
    path: '/api/calls',
    name: 'place',
    about: 'rings a phone, and connects it with a number',
    action: 'call',
    body: {
      source: must('the phone that rings first: 2222'),
      destination: TO,
      context: CONTEXT,
      callerId: may('Door <30>'),
    },
  },
  { method: 'DELETE', path: '/api/calls/:id', name: 'end', about: 'ends a call', action: 'hangup' },
  {
    method: 'POST',
    path: '/api/devices/:id/hangup',
    name: 'hangup',
    about: 'ends every call of a device',
    action: 'hangup',
  },
  {
    method: 'POST',
    path: '/api/calls/:id/transfer',
    name: 'transfer',
    about: 'moves one side of a call to a number; a wrong number loses nobody',
    action: 'transfer',
    body: { to: TO, context: CONTEXT, leg: LEG },
  },
  {
    method: 'POST',
    path: '/api/calls/:id/park',
    name: 'park',
    about: 'parks one side of a call',
    action: 'park',
    body: { leg: LEG, lot: may('the parking lot') },
  },
  {
    method: 'POST',
    path: '/api/calls/:id/take',
    name: 'take',
    about: 'brings the caller to a phone',
    action: 'transfer',
    body: { to: PHONE, context: CONTEXT },
  },
  {
    method: 'POST',
    path: '/api/parked/:id/take',
    name: 'retrieve',
    about: 'rings a phone, and connects it with a parked call',
    action: 'transfer',
    body: { to: PHONE },
  },
  {
    method: 'PUT',
    path: '/api/queues/:id/members/:interface/pause',
    name: 'pause',
    about: 'pauses a member of a queue, or ends the pause',
    action: 'pause',
    body: { paused: must('true: pause', 'boolean'), reason: may('shown to others') },
  },
  { method: 'POST', path: '/api/rooms/:id/users/:user/mute', name: 'mute', about: 'mutes a user', action: 'mute' },
  {
    method: 'POST',
    path: '/api/rooms/:id/users/:user/unmute',
    name: 'unmute',
    about: 'unmutes a user',
    action: 'mute',
  },
  { method: 'POST', path: '/api/rooms/:id/users/:user/kick', name: 'kick', about: 'removes a user', action: 'kick' },
  {
    method: 'POST',
    path: '/api/user-events',
    name: 'userEvent',
    about: 'sends a UserEvent',
    action: 'userEvent',
    body: { name: must('its name'), headers: may('its headers', 'texts') },
  },
  {
    method: 'PUT',
    path: '/api/settings',
    name: 'settings',
    about: 'keeps the settings of this user; /api gives them back, or null where the server keeps none',
    body: { settings: must('the settings', 'object') },
  },
  get('/api/requests/:id', 'request', 'the outcome of a request with Prefer: respond-async'),
  { method: 'DELETE', path: '/api/requests/:id', name: 'cancel', about: 'cancels such a request' },
  { ...get('/healthz', 'healthz', '200 while this process works'), open: true },
  { ...get('/readyz', 'readyz', '200 while everything that is shown is right'), open: true },
  get('/metrics', 'metrics', 'metrics for Prometheus'),
  {
    method: 'POST',
    path: '/login',
    name: 'login',
    about: 'begins a session: with name and password, or with the token of the start',
    open: true,
    body: { name: may('the user'), password: may('its password'), token: may('the token of the start') },
  },
  { method: 'POST', path: '/logout', name: 'logout', about: 'ends the session and its streams' },
  { ...get('/', 'page', 'the page'), open: true },
  { ...get('/page.js', 'script', 'its script'), open: true },
  { ...get('/page.css', 'style', 'its style'), open: true },
  { ...get('/icon.svg', 'icon', 'its icon'), open: true },
] as const satisfies readonly Route[]

export type RouteName = (typeof ROUTES)[number]['name']
