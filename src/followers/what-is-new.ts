import { fieldsSaid } from '../domain/contact-fields.ts'
import { PRICING_PATHS } from '../domain/documents/attribution.ts'
import type { Lead } from '../domain/lead.ts'
import type { Signal } from '../domain/signal.ts'
import { visitCounts } from '../domain/visit-counts.ts'
import type { WhatIsNew } from '../domain/what-is-new.ts'
import type { PastOfLead } from '../ports/contact-past.ts'
import type { FollowerPorts } from '../ports/follower.ts'

/** Looks up what a returning person did and said since their last lead. */
export async function whatIsNew(
  lead: Lead,
  ports: Pick<FollowerPorts, 'past' | 'signals' | 'configuration'>,
): Promise<WhatIsNew> {
  const { id, contactId, receivedAt, parts } = lead
  if (contactId === undefined) throw new Error(`Lead ${id} is attached without a contact`)
  const { sessionId } = parts.form
  const [past, signals, { documents }] = await Promise.all([
    ports.past.before({ id, contactId, receivedAt }),
    ports.signals.of({ contactId, sessionId, until: receivedAt }),
    ports.configuration.current(),
  ])
  const pricingPaths = documents.attribution.signals.pricingPaths ?? PRICING_PATHS
  const since = signals.filter(({ at }) => past.lastAt === undefined || at > past.lastAt)
  return {
    leadsBefore: past.leads,
    lastAt: past.lastAt,
    fields: newFields(lead, past),
    pages: pagesOf(since),
    pricingSeen: (visitCounts(since, pricingPaths, receivedAt)?.pricingViews ?? 0) > 0,
    visit: visitCounts(signals, pricingPaths, receivedAt)?.visits,
  }
}

/** Those a rep would call, write or judge by, in that order. */
const TELLING = ['phone', 'email', 'company', 'title', 'country'] as const

function newFields({ parts }: Lead, { values }: PastOfLead) {
  const said = fieldsSaid(parts)
  return TELLING.flatMap((field) => {
    const value = said[field]
    const isNew = value !== undefined && value !== '' && !values[field]?.includes(value)
    return isNew ? [{ field, value }] : []
  })
}

function pagesOf(signals: readonly Signal[]): string[] {
  const views = signals
    .filter(({ type, url }) => type === 'page-view' && url !== undefined)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
  const paths = views.map(({ url = '' }) => URL.parse(url, 'http://page.invalid')?.pathname ?? '')
  return [...new Set(paths.filter((path) => path !== ''))]
}
