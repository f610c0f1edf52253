import { AttributionDocument } from './attribution.ts'
import { CanaryDocument } from './canary.ts'
import { MatchingDocument } from './matching.ts'
import { RoutingDocument } from './routing.ts'
import { ScoringDocument } from './scoring.ts'
import { ChannelsDocument, CrmDocument, ProvidersDocument } from './settings.ts'
import { SlaDocument } from './sla.ts'
import { SourcesDocument } from './sources.ts'
import { TeamsDocument } from './teams.ts'
import { TemplatesDocument } from './templates.ts'

/** The schema of every configuration document, by kind; the file `config/<kind>.yaml` holds one. */
export const documentSchemas = {
  sources: SourcesDocument,
  teams: TeamsDocument,
  routing: RoutingDocument,
  scoring: ScoringDocument,
  sla: SlaDocument,
  channels: ChannelsDocument,
  providers: ProvidersDocument,
  crm: CrmDocument,
  attribution: AttributionDocument,
  matching: MatchingDocument,
  templates: TemplatesDocument,
  canary: CanaryDocument,
} as const

export type DocumentKind = keyof typeof documentSchemas
export const DOCUMENT_KINDS = Object.keys(documentSchemas) as readonly DocumentKind[]

/** All documents together, as they were applied at one moment. */
export type Documents = {
  readonly sources: SourcesDocument
  readonly teams: TeamsDocument
  readonly routing: RoutingDocument
  readonly scoring: ScoringDocument
  readonly sla: SlaDocument
  readonly channels: ChannelsDocument
  readonly providers: ProvidersDocument
  readonly crm: CrmDocument
  readonly attribution: AttributionDocument
  readonly matching: MatchingDocument
  readonly templates: TemplatesDocument
  readonly canary: CanaryDocument
}

/**
 * One configuration revision: documents are applied together, atomically, and every decision
 * names the revision it was made under, so that it can be replayed.
 */
export type Configuration = { readonly revision: number; readonly documents: Documents }
