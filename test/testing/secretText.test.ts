/** No secret stays in a recording: also not under a neutral name of a header, and all else stays. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withoutSecrets } from '../../src/testing/secretText.js'

const test = suite('frames without secrets')

const text = (...lines: readonly string[]): string => lines.join('\r\n')

/** Frames of Asterisk with the secret hunter2 in them. */
const SECRETS: Readonly<Record<string, string>> = {
  'GetConfig of sip.conf': text('Response: Success', 'Category-000000: 2222', 'Line-000000-000000: secret=hunter2'),
  'GetConfig of pjsip.conf': text('Response: Success', 'Line-000001-000002: password=hunter2'),
  'GetConfig of iax.conf': text('Response: Success', 'Line-000000-000003: register=me:hunter2@provider.example'),
  'GetConfig of voicemail.conf': text('Response: Success', 'Line-000001-000000: 2222=hunter2,Office,a@example.org'),
  'GetConfig of meetme.conf': text('Response: Success', 'Line-000001-000000: conf=100,hunter2,9999'),
  'GetConfig of confbridge.conf': text('Response: Success', 'Line-000001-000000: admin_pin=hunter2'),
  'GetConfig of a database': text('Response: Success', 'Line-000001-000000: dbpass=hunter2'),
  'GetConfig of a contact': text('Response: Success', 'Line-000001-000000: contact=sip:me:hunter2@provider.example'),
  'GetConfigJSON, as lists': text('Response: Success', 'JSON: {"2222":["type":"auth","password":"hunter2"]}'),
  'GetConfigJSON, as objects': text('Response: Success', 'JSON: {"2222": {"md5_cred": "hun\\"hunter2", "x": "y"}}'),
  'pjsip show auth': text(
    'Response: Success',
    'Message: Command output follows',
    'Output:  auth_type            : userpass',
    'Output:  password             : hunter2',
    'Output:  username             : 2222',
  ),
  'pjsip show auth, in colours': text('Output: \x1b[1;32mpassword\x1b[0m  : \x1b[1;36mhunter2\x1b[0m'),
  'pjsip show auth of Asterisk 13': `Response: Follows\r\nPrivilege: Command\r\n username : 2222\n password : hunter2\n--END COMMAND--`,
  'config of Asterisk 13': `Response: Follows\r\nPrivilege: Command\r\nsecret = hunter2\n--END COMMAND--`,
  'sip show users': text(
    'Output: Username                   Secret           Accountcode      Def.Context      ACL  Forcerport',
    'Output: 2222                       hunter2                           internal         No   No',
  ),
  'sip show users of Asterisk 13': `Response: Follows\r\nUsername    Secret    Context\n2222        hunter2   internal\n--END COMMAND--`,
  'dialplan show globals': text('Output:    TRUNK_PASS=hunter2'),
  'database show': text('Output: /door/passcode                                     : hunter2'),
  'http headers': text('Output: Authorization: Basic hunter2'),
  AuthDetail: text('Event: AuthDetail', 'ObjectType: auth', 'Username: 2222', 'Password: hunter2'),
  'AuthDetail, a hash': text('Event: AuthDetail', 'Md5Cred: hunter2', 'PasswordDigest: MD5:hunter2'),
  'AuthDetail, OAuth': text('Event: AuthDetail', 'OauthSecret: hunter2', 'RefreshToken: hunter2'),
  'VarSet of a variable with a secret name': text('Event: VarSet', 'Variable: SIP_PASSWORD', 'Value: hunter2'),
  'GetVar of a variable with a secret name': text('Response: Success', 'Variable: API_KEY', 'Value: hunter2'),
  'DBGetResponse of a secret key': text('Event: DBGetResponse', 'Family: door', 'Key: passcode', 'Val: hunter2'),
  'DBGetResponse of a secret family': text('Event: DBGetResponse', 'Family: secret', 'Key: 30', 'Val: hunter2'),
  'a channel variable': text('Event: Newchannel', 'ChanVariable: TOKEN=hunter2'),
  'Dial with a login': text('Event: Newexten', 'Application: Dial', 'AppData: IAX2/me:hunter2@provider/030,20'),
  'Dial with a login of chan_sip': text('Event: DialBegin', 'DialString: SIP/030:hunter2@provider.example'),
  'a URI of the web': text('Event: VarSet', 'Variable: URL', 'Value: https://me:hunter2@example.org/x'),
  Authenticate: text('Event: Newexten', 'Application: Authenticate', 'AppData: hunter2,,4'),
  VoicemailPasswordChange: text('Event: VoicemailPasswordChange', 'Mailbox: 2222', 'NewPassword: hunter2'),
  'a Challenge': text('Response: Success', 'Challenge: hunter2'),
  'a header in any case, with blanks': text('Event: UserEvent', 'UserEvent: Door', '  passWord : hunter2'),
}

for (const [name, frame] of Object.entries(SECRETS)) {
  test(`${name} has no secret`, () => {
    const written = withoutSecrets(frame)
    assert.not.match(written, 'hunter2')
    assert.match(written, '***')
    assert.is(written.split('\n').length, frame.split('\n').length, 'no line is lost')
  })
}

/** Frames without a secret, which stay as they are. */
const OTHERS: readonly string[] = [
  text('Event: Newchannel', 'Channel: PJSIP/2222-00000001', 'CallerIDName: Passenger: Pin', 'Exten: 2222'),
  text('Response: Success', 'ActionID: 1-Pass', 'Message: Authentication accepted'),
  text('Event: ContactStatus', 'URI: sip:2222@192.0.2.7:5060;transport=udp', 'AOR: 2222'),
  text('Event: ContactList', 'Uri: <sip:192.0.2.7:5060>,<sip:30@192.0.2.8>'),
  text('Event: Newexten', 'Application: Dial', 'AppData: PJSIP/200&PJSIP/30:5060,20'),
  text('Event: DBGetResponse', 'Family: dnd', 'Val: 1'),
  text('Event: VarSet', 'Variable: DIALSTATUS', 'Value: ANSWER'),
  text('Response: Success', 'Line-000001-000000: context=internal', 'Line-000001-000001: exten=30,1,Dial(PJSIP/30)'),
  text('Output: Name/username    Host          Dyn Status', 'Output: 2222/2222        192.0.2.7     D   OK (3 ms)'),
  'Response: Follows\r\nPrivilege: Command\r\nSystem uptime: 1 day\nLast reload: 2 hours\n--END COMMAND--',
  text('Event: MessageWaiting', 'Mailbox: 2222@default', 'Waiting: 1'),
]

for (const frame of OTHERS) {
  test(`${JSON.stringify(frame.slice(0, 60))} stays as it is`, () => {
    assert.is(withoutSecrets(frame), frame)
  })
}

for (const part of ['secret', 'secret ', 'pass:', 'sip:a:', 'a.', '"secret":"', '\x1b[', 'conf=', '1=']) {
  test(`a long row of ${JSON.stringify(part)} takes little time`, () => {
    const before = process.cpuUsage()
    withoutSecrets(`Event: X\r\nLine-1-1: ${part.repeat(300_000 / part.length)}\r\nOutput: ${part.repeat(20_000)}`)
    assert.ok(process.cpuUsage(before).user / 1000 < 1500)
  })
}

test.run()
