import type { BodyTree } from '../../src/domain/body-tree.ts'
import { Refused } from '../../src/domain/failure.ts'
import { readBody } from '../../src/http/read-body.ts'
import type { CaptureRequest } from '../../src/stages/01-capture/source-kind.ts'
import { sourceKinds } from '../../src/stages/01-capture/source-kinds.ts'
import { aCaptureRequest } from '../support/a-capture-request.ts'
import { type Hostile, KEYS } from './hostile-delivery.ts'
import { fuzzedSources, provesNothing, SECRET } from './sources.ts'

export type Verdict = 'authentic' | 'unverified' | 'forged'

/** What a delivery must be taken for, by how it was made. */
export async function verdictOf(it: Hostile): Promise<Verdict> {
  const { kind, by, proof } = it
  if (by === 'secret' && provesNothing(kind)) return 'unverified'
  if (proof !== 'right' && proof !== 'old') return 'forged'
  // Where the key stands in the body, a body that was damaged afterwards may not have it any more.
  const isStill =
    KEYS[kind] === undefined || sourceKinds[kind].verify(await requestOf(it)) !== 'forged'
  return isStill ? 'authentic' : 'forged'
}

/** The delivery as the gateway hands it to capturing. */
export async function requestOf(it: Hostile): Promise<CaptureRequest> {
  const { sourceKey, path, headers, body: bytes } = it
  const source = fuzzedSources.find(({ key }) => key === sourceKey)
  if (source === undefined) throw new Error(`No source has the key ${sourceKey}`)
  const contentType = headers['content-type'] ?? ''
  return aCaptureRequest({
    ...{ source, headers, contentType, bytes },
    secrets: [SECRET],
    receivedAt: new Date(),
    url: `http://127.0.0.1${path}`,
    ...(await bodyIn(bytes, contentType)),
  })
}

async function bodyIn(
  bytes: Buffer,
  contentType: string,
): Promise<{ body: BodyTree; unreadable?: Refused }> {
  try {
    return { body: await readBody(bytes, contentType) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { body: null, unreadable: error }
  }
}
