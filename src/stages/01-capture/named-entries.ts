import { type BodyTree, nodeAt, scalarText } from '../../domain/body-tree.ts'
import type { PlacedEntry } from './assemble-form.ts'
import { moment } from './moment.ts'
import type { Target } from './targets.ts'

/**
 * The values that stand at known places, `campaign.name` for one inside another, in the order of the
 * places. Ids in a URN, `urn:li:sponsoredCampaign:7`, are read as their last part, and times in
 * whatever form the vendor writes them.
 */
export function namedEntries(
  content: BodyTree,
  places: Readonly<Record<string, Target>>,
): PlacedEntry[] {
  return Object.entries(places).flatMap(([name, target]) => {
    const text = scalarText(nodeAt(content, ...name.split('.')))
    if (text === undefined) return []
    return [{ name, value: inOurForm(text, target), target }]
  })
}

function inOurForm(text: string, target: Target): string {
  if (target === 'submittedAt') return moment(text) ?? text
  return text.startsWith('urn:') ? urnTail(text) : text
}

/** The last part of a URN, which is the id itself. */
export const urnTail = (urn: string) => urn.slice(urn.lastIndexOf(':') + 1)
