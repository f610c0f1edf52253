import { googleCampaignNames } from '../adapters/google-ads/campaign-names.ts'
import { linkedinCampaignNames } from '../adapters/linkedin/campaign-names.ts'
import { metaCampaignNames } from '../adapters/meta/campaign-names.ts'
import type { NameLookUp } from '../domain/documents/name-look-up.ts'
import type { Source } from '../domain/documents/sources.ts'
import type { CampaignNames } from '../ports/campaign-names.ts'
import type { VendorParts } from './vendors.ts'

/** Who is asked for names, and by which name we know them. */
export type NameVendor = CampaignNames & { readonly name: NameLookUp['kind'] }

/**
 * Where the names of a source's campaigns are asked for, with its key; undefined where they are not.
 * Refuses when a secret cannot be read.
 */
export function nameVendorOf(
  { key, api, names }: Source,
  parts: VendorParts,
): readonly [string, NameVendor] | undefined {
  if (names === undefined) return undefined
  const { version = api?.version } = names
  return [key, { ...vendorOf({ ...names, version }, parts), name: names.kind }]
}

function vendorOf(names: NameLookUp, { config, telemetry: { clock } }: VendorParts): CampaignNames {
  const reveal = (reference: string) => config.secret(reference).reveal()
  const given = { version: names.version, clock }
  switch (names.kind) {
    case 'meta':
      return metaCampaignNames({
        ...given,
        token: reveal(names.token),
        baseUrl: config.metaBaseUrl,
      })
    case 'linkedin':
      return linkedinCampaignNames({
        ...given,
        token: reveal(names.token),
        baseUrl: config.linkedinBaseUrl,
        account: names.account,
      })
    case 'google-ads':
      return googleCampaignNames({
        ...{ ...given, ...names },
        developerToken: reveal(names.developerToken),
        clientSecret: reveal(names.clientSecret),
        refreshToken: reveal(names.refreshToken),
        baseUrl: config.googleAdsBaseUrl,
        oauthBaseUrl: config.googleOauthBaseUrl,
      })
  }
}
