/** Hints for links that could not be opened: each fits its case, and is silent in the neighbouring ones. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hintFor } from '../../src/link/openingHint.js'
import { client, noted, peer, politeExcept, silent, statusOf, story } from '../support/peer.js'

const test = suite('hints')

const CASES: readonly (readonly [code: string, word: RegExp])[] = [
  ['CERT_HAS_EXPIRED', /expired/],
  ['CERT_NOT_YET_VALID', /not valid yet/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /servername/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /tls\.ca/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /tls\.ca/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /tls\.ca/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /tls\.ca/],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /old version of TLS/],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', /old version of TLS/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /does not speak TLS/],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', /does not speak TLS/],
  ['EPROTO', /does not speak TLS/],
  ['ECONNREFUSED', /is Asterisk running/],
  ['ENOTFOUND', /cannot be resolved/],
  ['EAI_AGAIN', /cannot be resolved/],
]
const WORDS = [...new Set(CASES.map(([, word]) => String(word)))]

for (const [code, word] of CASES) {
  test(`${code} has the hint that fits it, and no other`, () => {
    const hint = O.getOrElse(() => '')(hintFor(code, true))
    const fitting = CASES.filter(([, each]) => each.test(hint)).map(([, each]) => String(each))
    assert.equal([...new Set(fitting)], [String(word)])
  })
}

for (const code of ['ECONNRESET', 'EHOSTUNREACH', 'ETIMEDOUT', 'EPIPE', 'CERT_REVOKED', 'ERR_SSL_NO_SHARED_CIPHER']) {
  test(`${code} has no hint, as nothing is known of its cause`, () => {
    assert.equal(hintFor(code, true), O.none)
  })
}

test('without TLS no hint speaks of certificates', () => {
  for (const [code] of CASES) {
    const hint = O.getOrElse(() => '')(hintFor(code, false))
    assert.not.match(hint, /tls\.|certificate|TLS/)
  }
  assert.ok(WORDS.length > 6)
})

/** The hint of the first failed link. */
const hintOf = (manner: Parameters<typeof peer>[0], greeting?: string): string => {
  let hint = ''
  const server = peer(manner, greeting)
  story((at) => {
    const asterisk = client({ ...server.transport, silence: 'try tls' }, { timeout: 500 })
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    at(600, () => {
      const failure = statusOf(status, 'Waiting')[0]?.failure
      hint = failure?._tag === 'LinkSilent' ? O.getOrElse(() => 'none')(failure.hint) : String(failure?._tag)
      void asterisk.close()
    })
  })
  return hint
}

test('silence before the banner may be another protocol', () => {
  assert.is(hintOf(silent, ''), 'try tls')
})

test('silence after the banner is the login that nobody answers, and no other protocol', () => {
  assert.match(hintOf(politeExcept({ Challenge: silent })), 'did not answer the login')
})

test.run()
