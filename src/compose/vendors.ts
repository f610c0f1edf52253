import { clearbitProvider } from '../adapters/clearbit/enrichment-provider.ts'
import { hubspotCrm } from '../adapters/hubspot/crm.ts'
import { offlineProvider } from '../adapters/offline/enrichment-provider.ts'
import { builtInCrm } from '../adapters/postgres/built-in-crm.ts'
import { postgresChannelAlarms } from '../adapters/postgres/channel-alarms.ts'
import type { Db } from '../adapters/postgres/connect.ts'
import { postgresEnrichmentCache } from '../adapters/postgres/enrichment-cache.ts'
import type { Config } from '../config.ts'
import type { Documents } from '../domain/documents/documents.ts'
import type { Refused } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { Crm } from '../ports/crm.ts'
import type { EnrichmentProvider } from '../ports/enrichment-provider.ts'
import type { LeadSource } from '../ports/lead-source.ts'
import type { Log } from '../ports/log.ts'
import type { Notifier } from '../ports/notifier.ts'
import { type Instruments, measuredNotifier } from '../telemetry/measured-ports.ts'
import { raiseChannelAlarm, watchedNotifier } from '../telemetry/watched-notifier.ts'
import { configured } from './configured.ts'
import { leadSourceOf } from './lead-source-of.ts'
import { type NameVendor, nameVendorOf } from './name-vendor-of.ts'
import { notifiersOf } from './notifiers-of.ts'
import { perRevision } from './per-revision.ts'
import { pushSubscribersOf } from './push-of.ts'

/** What vendors are made from. */
export type VendorParts = {
  readonly config: Config
  readonly configuration: ConfigurationStore
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly telemetry: Instruments
}

/** The vendors of the active documents; made anew when another revision becomes active. */
export type Vendors = {
  readonly providers: () => Promise<readonly EnrichmentProvider[]>
  readonly notifiers: () => Promise<readonly Notifier[]>
  readonly crm: () => Promise<Crm>
  readonly leadSources: () => Promise<ReadonlyMap<string, LeadSource>>
  /** Who is asked what campaigns are called, by the key of the source. */
  readonly nameVendors: () => Promise<ReadonlyMap<string, NameVendor>>
}

/** Connects the documents `channels`, `providers` and `crm` to the adapters they name. */
export function connectVendors(parts: VendorParts): Vendors {
  const pushSubscribers = pushSubscribersOf(parts)
  const alarms = postgresChannelAlarms(parts.db)
  const onMissing = (channel: string, failure: Refused) =>
    void raiseChannelAlarm({ channel, code: failure.code }, { ...parts, alarms })
  const notifiers = perRevision(parts.configuration, ({ channels, teams: { teams } }) =>
    notifiersOf(channels, { ...parts, pushSubscribers, onMissing, teams }).map((one) =>
      measuredNotifier(watchedNotifier(one, { ...parts, alarms }), parts.telemetry),
    ),
  )
  return {
    providers: perRevision(parts.configuration, ({ providers }) =>
      providers.providers.flatMap((one) => configured(one.kind, parts, () => provider(one, parts))),
    ),
    notifiers: async () => {
      await pushSubscribers.refresh()
      return await notifiers()
    },
    crm: perRevision(parts.configuration, ({ crm }) => crmOf(crm, parts)),
    leadSources: perRevision(
      parts.configuration,
      ({ sources }) =>
        new Map(
          sources.sources.flatMap((source) =>
            configured(source.key, parts, () => leadSourceOf(source, parts)),
          ),
        ),
    ),
    nameVendors: perRevision(
      parts.configuration,
      ({ sources }) =>
        new Map(
          sources.sources.flatMap((source) =>
            configured(`names of ${source.key}`, parts, () => nameVendorOf(source, parts)),
          ),
        ),
    ),
  }
}

function provider(
  document: Documents['providers']['providers'][number],
  { config, db }: VendorParts,
): EnrichmentProvider {
  if (document.kind === 'offline') return offlineProvider()
  return clearbitProvider({
    apiKey: config.secret(document.apiKey).reveal(),
    baseUrl: config.clearbitBaseUrl,
    cache: postgresEnrichmentCache(db),
    timeLimitMs: document.timeLimitMs,
    cacheDays: document.cacheDays,
  })
}

function crmOf(document: Documents['crm'], { config, db }: VendorParts): Crm {
  if (document.kind === 'built-in') return builtInCrm(db)
  return hubspotCrm({
    token: config.secret(document.token).reveal(),
    baseUrl: config.hubspotBaseUrl,
    owners: document.owners,
  })
}
