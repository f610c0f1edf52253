import { hubspotLeadSource } from '../adapters/hubspot/lead-source.ts'
import { jotformLeadSource } from '../adapters/jotform/lead-source.ts'
import { linkedinLeadSource } from '../adapters/linkedin/lead-source.ts'
import { metaLeadSource } from '../adapters/meta/lead-source.ts'
import { postgresSourceAlarms } from '../adapters/postgres/source-alarms.ts'
import type { Source, SourceApi } from '../domain/documents/sources.ts'
import type { LeadSource } from '../ports/lead-source.ts'
import { watchedSource } from '../telemetry/watched-source.ts'
import type { VendorParts } from './vendors.ts'

/**
 * Where the leads of a source are read, with its key; undefined for a kind whose deliveries hold all
 * there is. Refuses when its token cannot be read.
 */
export function leadSourceOf(
  source: Source,
  parts: VendorParts,
): readonly [string, LeadSource] | undefined {
  const { key, api } = source
  const vendor = api && vendorOf(source, api, parts)
  if (vendor === undefined) return undefined
  const { db, log, telemetry } = parts
  const { metrics, clock } = telemetry
  const alarms = postgresSourceAlarms(db)
  return [key, watchedSource(vendor, { sourceKey: key, alarms, metrics, log, clock })]
}

function vendorOf(
  { kind, leadEvents }: Source,
  api: SourceApi,
  { config, telemetry: { clock } }: VendorParts,
): LeadSource | undefined {
  const { version, formIds, owner, properties } = api
  const given = { token: config.secret(api.token).reveal(), clock }
  switch (kind) {
    case 'meta':
      return metaLeadSource({ ...given, baseUrl: config.metaBaseUrl, version, formIds })
    case 'linkedin':
      return linkedinLeadSource({ ...given, baseUrl: config.linkedinBaseUrl, version, owner })
    case 'hubspot':
      return hubspotLeadSource({ ...given, baseUrl: config.hubspotBaseUrl, leadEvents, properties })
    case 'jotform':
      return jotformLeadSource({ ...given, baseUrl: config.jotformBaseUrl, formIds })
    default:
      return undefined
  }
}
