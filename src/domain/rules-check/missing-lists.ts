import { checkedCondition } from '../condition.ts'
import type { RoutingDocument } from '../documents/routing.ts'
import { planSegments } from '../segments/segment-plan.ts'
import type { Finding } from './finding.ts'

/** Segments that rules ask for and whose list was not loaded, or is one of another field. */
export function missingLists(
  { rules, segments = [] }: RoutingDocument,
  lists: ReadonlyMap<string, string>,
): readonly Finding[] {
  const asked = planSegments(
    segments,
    rules.map(({ when }) => checkedCondition(when)),
  )
  return asked.flatMap((segment) => {
    if (segment.kind !== 'list') return []
    const { id, field } = segment
    const loaded = lists.get(id)
    if (loaded === field.path) return []
    const what = loaded === undefined ? 'has no list yet' : `has a list of \`${loaded}\``
    const message = `\`${id}\` ${what}, so rules that ask for it are unknown; load one of \`${field.path}\`: ./stl segments load ${id} FILE --field ${field.path}`
    const path = ['segments', segments.findIndex((one) => one.id === id), 'list']
    return [{ code: 'list-missing', level: 'error', path, message }]
  })
}
