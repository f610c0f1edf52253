import { AttributionDocument } from '../../domain/documents/attribution.ts'
import { CanaryDocument } from '../../domain/documents/canary.ts'
import type { Documents } from '../../domain/documents/documents.ts'
import { MatchingDocument } from '../../domain/documents/matching.ts'
import { SlaDocument } from '../../domain/documents/sla.ts'
import { TeamsDocument } from '../../domain/documents/teams.ts'
import { TemplatesDocument } from '../../domain/documents/templates.ts'

/**
 * Documents as a revision holds them, with what was added to their kinds since it was applied:
 * revisions lack it, or the whole of a document.
 */
export function storedDocuments(documents: Documents): Documents {
  const attribution = AttributionDocument.parse(documents.attribution)
  const matching = MatchingDocument.parse(documents.matching)
  const canary = CanaryDocument.parse(documents.canary)
  const teams = TeamsDocument.parse(documents.teams)
  const sla = SlaDocument.parse(documents.sla)
  const templates = TemplatesDocument.parse(documents.templates)
  const routing = { ...documents.routing, expect: documents.routing.expect ?? [] }
  return { ...documents, teams, sla, routing, attribution, matching, templates, canary }
}
