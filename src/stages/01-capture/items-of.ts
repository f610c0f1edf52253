import type { Delivery } from '../../ports/intake.ts'
import type { CaptureRequest, Item, SourceKind } from './source-kind.ts'

/**
 * The parts of a delivery. One that cannot be read has a single part, `unreadable`, if somebody has
 * vouched for it; an empty one is a notice then, because it says nothing: somebody only tries whether
 * we are there. Of a delivery that anybody may have sent the unreadable is refused for what is wrong
 * with it.
 */
export function itemsOf(
  request: CaptureRequest,
  kind: Pick<SourceKind, 'split'>,
  verdict: Delivery['verdict'],
): readonly Item[] {
  const { body: content, bytes, unreadable: because } = request
  const items =
    because === undefined
      ? kind.split(content, request)
      : [{ kind: 'unreadable', content, because } as const]
  const broken = items.find((item) => item.kind === 'unreadable')
  if (broken === undefined) return items
  if (verdict === 'unverified') throw broken.because
  return bytes.length === 0 ? [{ kind: 'notice', content, why: 'empty' }] : [broken]
}
