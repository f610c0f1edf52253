import type { ContactField } from '../domain/contact.ts'
import { fieldsSaid } from '../domain/contact-fields.ts'
import { PRICING_PATHS } from '../domain/documents/attribution.ts'
import type { Lead } from '../domain/lead.ts'
import type { Signal } from '../domain/signal.ts'
import { visitCounts } from '../domain/visit-counts.ts'
import type { PastOfLead } from '../ports/contact-past.ts'
import type { FollowerPorts } from '../ports/follower.ts'

/** What a lead of a person who is known brings that was not known before it. */
export type WhatIsNew = {
  /** How many leads of theirs came before, and when the latest did. */
  readonly leadsBefore: number
  readonly lastAt: Date | undefined
  /** Fields with values none of them gave. */
  readonly fields: readonly { readonly field: ContactField; readonly value: string }[]
  /** Paths of pages looked at since the last lead, the latest first, each once. */
  readonly pages: readonly string[]
  readonly pricingSeen: boolean
  /** Which visit this is, counted from the first we know of; undefined when none is known. */
  readonly visit: number | undefined
}

/** Looks up what a returning person did and said since their last lead. */
export async function whatIsNew(lead: Lead, ports: FollowerPorts): Promise<WhatIsNew> {
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
