import type { AccountIndex } from './account-index.ts'
import type { Clock } from './clock.ts'
import type { ConfigurationStore } from './configuration.ts'
import type { Crm } from './crm.ts'
import type { EnrichmentProvider } from './enrichment-provider.ts'
import type { IdentityIndex } from './identity-index.ts'
import type { KnownNames } from './known-names.ts'
import type { LeadSource } from './lead-source.ts'
import type { MatchModels } from './match-models.ts'
import type { Notifier } from './notifier.ts'
import type { SegmentLists } from './segment-lists.ts'
import type { SignalReader } from './signal-reader.ts'

/** What the stages of the main line may ask of the outside. Built once, in `compose.ts`. */
export type Ports = {
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  /** The providers of the active `providers` document, in its order. */
  readonly providers: () => Promise<readonly EnrichmentProvider[]>
  /** The channels of the active `channels` document. */
  readonly notifiers: () => Promise<readonly Notifier[]>
  /** Accounts of the book that a lead may belong to. */
  readonly accounts: AccountIndex
  /** Contacts that may be the person of a lead. */
  readonly identityIndex: IdentityIndex
  /** What vendors call the ids of adverts. */
  readonly names: KnownNames
  readonly matchModels: MatchModels
  /** Lists by which leads belong to segments. */
  readonly segments: SegmentLists
  /** What people did before they wrote. */
  readonly signals: SignalReader
  readonly crm: () => Promise<Crm>
  /** Where references are followed, by the key of their source. */
  readonly leadSources: () => Promise<ReadonlyMap<string, LeadSource>>
}
