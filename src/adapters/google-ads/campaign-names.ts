import * as z from 'zod'
import type { NamedKind } from '../../domain/attribution.ts'
import type { CampaignNames } from '../../ports/campaign-names.ts'
import type { Clock } from '../../ports/clock.ts'
import { accessFailure } from '../vendor/access-failure.ts'
import { PATIENT_CALL_LIMIT_MS } from '../vendor/source-limits.ts'
import { readBody, type VendorReply, vendorApi } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { accessToken, type GoogleCredentials } from './access-token.ts'
import { googleFailure } from './google-failure.ts'

export type GoogleNameSettings = GoogleCredentials & {
  /** Where access tokens come from. */
  readonly oauthBaseUrl: string
  readonly baseUrl: string
  /** Its versions live for about a year. */
  readonly version?: string | undefined
  readonly developerToken: string
  /** The account of the adverts, and the manager account by which we may see it, if any. */
  readonly customerId: string
  readonly loginCustomerId?: string | undefined
  readonly timeLimitMs?: number
  readonly clock?: Clock
}

const BATCH_SIZE = 500

const Thing = z.object({ id: z.coerce.string().optional(), name: z.string().optional() })
const LeadForm = Thing.extend({
  leadFormAsset: z.object({ headline: z.string().optional() }).optional(),
})
const Row = z.object({
  campaign: Thing.optional(),
  adGroup: Thing.optional(),
  adGroupAd: z.object({ ad: Thing }).optional(),
  asset: LeadForm.optional(),
})
/** A stream is a list of parts. A part without rows has no `results`. */
const Parts = z.array(z.object({ results: z.array(Row).optional() }))

/**
 * What campaigns, ad groups, ads and lead forms are called at Google Ads. A form is an asset there, and
 * where it has no name its headline is taken; most ads have none. Rejects with the codes of `vendorApi`
 * and `googleFailure`, and with `source-token-expired` when no token is accepted.
 */
export function googleCampaignNames(settings: GoogleNameSettings): CampaignNames & Guarded {
  const { version = 'v25', customerId, clock = () => new Date() } = settings
  const { timeLimitMs = PATIENT_CALL_LIMIT_MS } = settings
  const access = accessToken({ ...settings, baseUrl: settings.oauthBaseUrl, timeLimitMs, clock })
  const api = vendorApi({
    vendor: 'google-ads',
    baseUrl: `${settings.baseUrl}/${version}`,
    ...{ timeLimitMs, concurrency: 1, headers: headersOf(settings) },
    failureOf: (reply) => googleFailure(reply, clock()),
  })

  async function asked(query: string, signal: AbortSignal): Promise<VendorReply | undefined> {
    const token = await access.current(signal)
    const reply = await api.call(
      {
        method: 'POST',
        path: `/customers/${customerId}/googleAds:searchStream`,
        headers: { authorization: `Bearer ${token}` },
        body: { query },
        effect: 'reads',
      },
      signal,
    )
    if (reply.status !== 401) return reply
    access.forget(token)
    return undefined
  }

  return {
    circuit: api.circuit,
    batchSize: BATCH_SIZE,
    async namesOf(kind, ids, signal) {
      const query = QUERIES[kind](ids.join(', '))
      // An access token may end before its time; a second one that is turned away is no accident.
      const reply = (await asked(query, signal)) ?? (await asked(query, signal))
      if (reply === undefined) throw accessFailure('token', { vendor: 'google-ads', now: clock() })
      return namesIn(reply)
    },
  }
}

function headersOf({ developerToken, loginCustomerId }: GoogleNameSettings) {
  return {
    'developer-token': developerToken,
    ...(loginCustomerId === undefined ? {} : { 'login-customer-id': loginCustomerId }),
  }
}

/** Ids are digits alone, or they would not be asked for; so nothing has to be escaped. */
const QUERIES: Readonly<Record<NamedKind, (ids: string) => string>> = {
  campaign: (ids) =>
    `SELECT campaign.id, campaign.name FROM campaign WHERE campaign.id IN (${ids})`,
  'ad-group': (ids) =>
    `SELECT ad_group.id, ad_group.name FROM ad_group WHERE ad_group.id IN (${ids})`,
  ad: (ids) =>
    `SELECT ad_group_ad.ad.id, ad_group_ad.ad.name FROM ad_group_ad WHERE ad_group_ad.ad.id IN (${ids})`,
  form: (ids) =>
    `SELECT asset.id, asset.name, asset.lead_form_asset.headline FROM asset WHERE asset.id IN (${ids})`,
}

function namesIn(reply: VendorReply): ReadonlyMap<string, string> {
  const parts = readBody('google-ads', Parts, reply, 'reads')
  const named = parts.flatMap(({ results = [] }) => results).flatMap(nameIn)
  return new Map(named)
}

function nameIn({ campaign, adGroup, adGroupAd, asset }: z.infer<typeof Row>) {
  const thing = campaign ?? adGroup ?? adGroupAd?.ad ?? asset
  const name = thing?.name || asset?.leadFormAsset?.headline
  return thing?.id === undefined || !name ? [] : [[thing.id, name] as const]
}
