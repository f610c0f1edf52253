import * as z from 'zod'
import type { NamedKind } from '../../domain/attribution.ts'
import type { CampaignNames } from '../../ports/campaign-names.ts'
import { askInParts } from '../vendor/ask-in-parts.ts'
import { PATIENT_CALL_LIMIT_MS } from '../vendor/source-limits.ts'
import { readBody } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { type LinkedinAccess, linkedinApi } from './linkedin-api.ts'

/** Each is a call of its own. */
const BATCH_SIZE = 5

/** Creatives have names in newer versions only, and not all of them. */
const Named = z.object({ name: z.string().optional() })

export type LinkedinNameSettings = LinkedinAccess & {
  /** The number of the ad account: campaigns and creatives are found within it. */
  readonly account: string
  readonly timeLimitMs?: number
}

/**
 * What campaigns, creatives and lead forms are called at LinkedIn. The token needs `r_ads`. Rejects as
 * `linkedinApi` does.
 */
export function linkedinCampaignNames(settings: LinkedinNameSettings): CampaignNames & Guarded {
  const { account, timeLimitMs = PATIENT_CALL_LIMIT_MS } = settings
  const api = linkedinApi({ ...settings, timeLimitMs, concurrency: 1 })

  async function nameOf(path: string, signal: AbortSignal): Promise<string | undefined> {
    const reply = await api.call({ method: 'GET', path, effect: 'reads' }, signal)
    if (reply.status !== 200) return undefined
    return readBody('linkedin', Named, reply, 'reads').name
  }

  return {
    circuit: api.circuit,
    batchSize: BATCH_SIZE,
    async namesOf(kind, ids, signal) {
      const pathOf = PATHS[kind]
      if (pathOf === undefined) return new Map()
      return askInParts(ids, async ([id = '', ...more]) => {
        if (more.length > 0) return undefined
        const name = await nameOf(pathOf(id, account), signal)
        return new Map(name ? [[id, name]] : [])
      })
    },
  }
}

type PathOf = (id: string, account: string) => string

/** LinkedIn has nothing between a campaign and its creatives. */
const PATHS: Readonly<Record<NamedKind, PathOf | undefined>> = {
  campaign: (id, account) => `/rest/adAccounts/${account}/adCampaigns/${id}`,
  'ad-group': undefined,
  ad: (id, account) =>
    `/rest/adAccounts/${account}/creatives/${encodeURIComponent(`urn:li:sponsoredCreative:${id}`)}`,
  form: (id) => `/rest/leadForms/${id}`,
}
