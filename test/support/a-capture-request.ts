import type { CaptureRequest } from '../../src/stages/01-capture/source-kind.ts'
import { aSource } from './a-gateway.ts'

/** A JSON post to a form source, but for what is given; the bytes are those of the body. */
export function aCaptureRequest(given: Partial<CaptureRequest> = {}): CaptureRequest {
  const body = given.body ?? {}
  return {
    source: aSource(),
    secrets: ['key'],
    path: { token: undefined, good: [] },
    verifyTokens: [],
    receivedAt: new Date('2026-03-02T14:30:00Z'),
    method: 'POST',
    url: 'https://leads.acme.example/v1/capture/web-form',
    contentType: 'application/json',
    headers: {},
    bytes: Buffer.from(JSON.stringify(body)),
    body,
    ...given,
  }
}
