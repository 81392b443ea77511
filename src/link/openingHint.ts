/** Hints for links that could not be opened: each fits its own failure, and no neighbouring one. */
import * as O from 'fp-ts/lib/Option.js'

/** Error codes of Node's sockets, and of OpenSSL behind them. */
const HINTS: readonly (readonly [code: RegExp, hint: string])[] = [
  [/^ECONNREFUSED$/, 'is Asterisk running, and AMI enabled in manager.conf on that address and port?'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'the name cannot be resolved: check the spelling, or give the IP address'],
]

const TLS_HINTS: readonly (readonly [code: RegExp, hint: string])[] = [
  [
    /^CERT_HAS_EXPIRED$/,
    'the certificate of Asterisk has expired, or the clock of this machine is wrong: renew it, or set the clock',
  ],
  [
    /^CERT_NOT_YET_VALID$/,
    'the certificate of Asterisk is not valid yet, or the clock of this machine is wrong: set the clock',
  ],
  [/ALTNAME/, 'the certificate is for another name: give the name in it as tls.servername'],
  [
    /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(?:_LOCALLY)?))$/,
    'the CA of this certificate is unknown: give it, or a self-signed certificate itself, as tls.ca',
  ],
  [
    /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|VERSION_TOO_LOW/,
    'Asterisk offers only an old version of TLS: allow TLS 1.2 or newer there, or lower tls.minVersion, with @SECLEVEL=0 in tls.ciphers',
  ],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH|^EPROTO$/, 'this port does not speak TLS; AMI over TLS is usually on 5039'],
]

/** The hint for an error code; none where nothing is known. */
export const hintFor = (code: string, tls: boolean): O.Option<string> =>
  O.fromNullable([...(tls ? TLS_HINTS : []), ...HINTS].find(([pattern]) => pattern.test(code))?.[1])
