import { clearbitProvider } from '../adapters/clearbit/enrichment-provider.ts'
import { hubspotCrm } from '../adapters/hubspot/crm.ts'
import { inAppNotifier } from '../adapters/in-app/notifier.ts'
import { offlineProvider } from '../adapters/offline/enrichment-provider.ts'
import { builtInCrm } from '../adapters/postgres/built-in-crm.ts'
import type { Db } from '../adapters/postgres/connect.ts'
import { postgresEnrichmentCache } from '../adapters/postgres/enrichment-cache.ts'
import { slackNotifier } from '../adapters/slack/notifier.ts'
import { smtpNotifier } from '../adapters/smtp/notifier.ts'
import type { Config } from '../config.ts'
import type { Documents } from '../domain/documents/documents.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { Crm } from '../ports/crm.ts'
import type { EnrichmentProvider } from '../ports/enrichment-provider.ts'
import type { LeadSource } from '../ports/lead-source.ts'
import type { Log } from '../ports/log.ts'
import type { Notifier } from '../ports/notifier.ts'
import { type Instruments, measuredNotifier } from '../telemetry/measured-ports.ts'
import { configured } from './configured.ts'
import { leadSourceOf } from './lead-source-of.ts'
import { type NameVendor, nameVendorOf } from './name-vendor-of.ts'
import { perRevision } from './per-revision.ts'

/** What vendors are made from. */
export type VendorParts = {
  readonly config: Config
  readonly configuration: ConfigurationStore
  readonly db: Db
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
  return {
    providers: perRevision(parts.configuration, ({ providers }) =>
      providers.providers.flatMap((one) => configured(one.kind, parts, () => provider(one, parts))),
    ),
    notifiers: perRevision(parts.configuration, ({ channels }) =>
      notifiers(channels, parts).map((one) => measuredNotifier(one, parts.telemetry)),
    ),
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

function notifiers({ inApp, email, slack }: Documents['channels'], parts: VendorParts): Notifier[] {
  const reveal = (reference: string) => parts.config.secret(reference).reveal()
  return [
    ...(inApp === undefined ? [] : [inAppNotifier()]),
    ...(email === undefined
      ? []
      : configured('email', parts, () => {
          const { user, password, ...server } = email
          return smtpNotifier({
            ...server,
            ...(user === undefined ? {} : { user: reveal(user) }),
            ...(password === undefined ? {} : { password: reveal(password) }),
          })
        })),
    ...(slack === undefined
      ? []
      : configured('slack', parts, () =>
          slackNotifier({ token: reveal(slack.token), baseUrl: parts.config.slackBaseUrl }),
        )),
  ]
}

function crmOf(document: Documents['crm'], { config, db }: VendorParts): Crm {
  if (document.kind === 'built-in') return builtInCrm(db)
  return hubspotCrm({
    token: config.secret(document.token).reveal(),
    baseUrl: config.hubspotBaseUrl,
    owners: document.owners,
  })
}
