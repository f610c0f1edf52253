import { SOURCE_KINDS, type Source } from '../../src/domain/documents/sources.ts'
import { sourceKinds } from '../../src/stages/01-capture/source-kinds.ts'
import { aCaptureRequest } from '../support/a-capture-request.ts'
import { aSource } from '../support/a-gateway.ts'

export const SECRET = 'c2VjcmV0IG9mIHRoZSB0ZXN0IQ=='
export const TOKEN = 'token-of-the-test'
const OFTEN = 100_000_000

/** The kinds that take a token in the path in the place of a secret, or on top of it. */
const wantsSecret = (kind: Source['kind']): boolean => {
  const source = aSource({ kind, pathToken: 'set' })
  return sourceKinds[kind].verify(aCaptureRequest({ source, secrets: [] })) === 'forged'
}

/** The kinds that anybody may post to, unless their address has a token. */
export const provesNothing = (kind: Source['kind']): boolean =>
  sourceKinds[kind].verify(aCaptureRequest({ source: aSource({ kind }) })) === 'unverified'

/**
 * Of every kind a source that is proved as its vendor proves it, and one with a token in its address,
 * which for most kinds is all its proof.
 */
export const fuzzedSources: readonly Source[] = SOURCE_KINDS.flatMap((kind) => {
  const secret = { secret: `demo:${SECRET}` }
  const needs = {
    ...(kind === 'meta' || kind === 'linkedin' || kind === 'hubspot'
      ? { api: { token: 'demo:api' }, verifyToken: 'demo:verify' }
      : {}),
    rateLimit: { perMinute: OFTEN, perMinuteAndAddress: OFTEN },
  }
  return [
    aSource({ ...needs, key: kind, kind, ...(provesNothing(kind) ? {} : secret) }),
    aSource({
      ...needs,
      ...(wantsSecret(kind) ? secret : {}),
      key: `${kind}-token`,
      kind,
      pathToken: `demo:${TOKEN}`,
    }),
  ]
})
