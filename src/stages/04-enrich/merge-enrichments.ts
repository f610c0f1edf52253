import type { Enrichment } from '../../domain/lead-parts.ts'

/** One enrichment out of many: field by field, the first in the list that knows it wins. */
export function mergeEnrichments(enrichments: readonly Enrichment[]): Enrichment {
  return enrichments.reduceRight<Enrichment>((merged, { company, person }) => {
    const mergedCompany = { ...merged.company, ...company }
    const mergedPerson = { ...merged.person, ...person }
    return {
      ...(Object.keys(mergedCompany).length > 0 && { company: mergedCompany }),
      ...(Object.keys(mergedPerson).length > 0 && { person: mergedPerson }),
    }
  }, {})
}
