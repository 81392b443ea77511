/** Real configurations to begin from, each with connections, items and logics, since one text is read as all of them. */
import { ITEMS, LOGIC, PLUGIN } from '../support/page.js'

const CONF = `# two Asterisks, items of every kind
[ast]
    class_path = plugins.asterisk
    username = admin
    password = "se#cret" # not the real one
    tls = yes
[pbx2]
    class_path = plugins.asterisk
    username = 'other'
    password = p%(x)s
    instance = second
    port = 5039
[office]
    name = '''The office,
upstairs'''
    [[fon]]
        type = bool
        ast_dev = 2222 | PJSIP/2223
        ast_dev@second = SIP/30
        enforce_updates = on
    [[box]]
        type = num
        ast_box = 2222@default
    [[active]]
        type = str
        value = abc
        ast_db@* = active/office
    [[levels]]
        type = list
        value = [1, {"a": 2}]
[doorbell]
    filename = door.ts
    ast_userevent = Call, Action
    watch_item = *.fon | office.box:ast_box, \\
        office.active
    crontab = init = 5
    overlap = restart
    enabled = true
`

const YAML = `%YAML 1.2
---
ast:
    plugin_name: asterisk
    username: admin
    password: "secret"
office:
    fon:
        type: bool
        ast_dev: [2222, 'PJSIP/2223'] # both
        initial_value: no
    box: {type: num, ast_box: 0030, comment: &x text}
    active:
        type: str
        ast_db: active/office
        remark: |
            several
            lines
        other: >-
            folded
            text
    again: *x
    <<: *x
doorbell:
    filename: door.py
    ast_userevent: Call | Action
    watch_item:
      - office.*
      - '*.fon'
    crontab: init
`

const LAUGHS = `a: &a [x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a]
c: &c {k: *b, l: *b, m: [*b, *b, *b]}
d: {<<: *c, n: [*c, *c, *c], o: *c}
ast_userevent: *d
`

export const CONFIGURATIONS: readonly string[] = [`${PLUGIN}${ITEMS}${LOGIC}`, CONF, YAML, LAUGHS]

/** Pieces of both languages, and of those below them: numbers, JSON, patterns, the wire. */
export const WORDS: readonly string[] = [
  ...['\n', '\r\n', '\r', '\0', '\t', ' ', '    ', '\ufeff', '\u00fc\u{1f600}', '\u2028', '\u001b[2J'],
  ...['[', ']', '[[', ']]', '[a]\n', '[[a]]\n', '[[[a]]]\n', '[__proto__]\n', '[[constructor]]\n', '# ', '#', '\\\n'],
  ...[' = ', '=', '__proto__ = x\n', 'constructor = x\n', "'''", '"""', '"', "'", '|', ',', '%(', '%(a)s', '@', '@*'],
  ...['*', '*a', '?', ':', ': ', '- ', '? ', '{', '}', '{a: ', '[a, ', '&a ', '*a, ', '!a ', '!!str ', '|\n', '>\n'],
  ...[
    '__proto__: x\n',
    'constructor: {a: b}\n',
    '<<: *a\n',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '"\\r\\n"',
    '"\\x0d\\x0a"',
  ],
  ...[
    'type = bool\n',
    'type = num\n',
    'type = dict\n',
    'value = ',
    'type: bool\n',
    'ast_dev = ',
    'ast_db = a/',
    'ast_box: ',
  ],
  ...[
    'watch_item = ',
    'class_path = asterisk\nusername = a\npassword = ',
    '1',
    '1e',
    '{"a":',
    '[1,',
    '{"__proto__": 1}',
  ],
  ...['Action: Originate\r\n', '\r\n\r\nAction: Command', 'a/b', 'init = ', 'no', '~', '0030', 'x\n', 'k: 1\n'],
]

/** A configuration of the MQTT bridge. */
export const MQTT = `broker: { url: mqtts://broker.home:8883, username: asterisk, ca: ca.pem }
asterisk: { host: 127.0.0.1, username: house }
server: house
devices: { '2222': { name: Office, area: Office }, PJSIP/200: { name: Kitchen, hangup: yes } }
groups: { downstairs: ['2222', PJSIP/200] }
mailboxes: ['2222']
events: { Door: { doorbell: yes, name: Front door }, Dnd: {} }
calls: yes
buttons:
  open-door: { name: Open the door, userEvent: { name: OpenDoor, headers: { Source: mqtt } } }
switches: { dnd-office: { name: Do not disturb, db: dnd/office, changedBy: Dnd } }
commands: { call: { sources: [PJSIP/200], contexts: [internal], extensions: '[0-9]{2,4}' } }
`

/** Names that break topics and ids. */
export const NAMES = ['2222\nPJSIP/200\nPJSIP_200', 'a+b/#\n2222%2F\n..', "{{ states('lock.door') }}\nT\u00fcr 1\n$SYS"]
