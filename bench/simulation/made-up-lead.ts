import { type ContactId, type LeadId, newId } from '../../src/domain/ids.ts'
import type { Lead } from '../../src/domain/lead.ts'
import type { LeadEvent, Tier } from '../../src/domain/lead-event.ts'
import type { LeadParts } from '../../src/domain/lead-parts.ts'
import { aLead } from '../../test/support/a-lead.ts'

const COUNTRIES = 'NO SE DK DE AT FR GB NL IT US US CA BR SG IN AU UY'.split(' ')
const SOURCES = [
  'web-form',
  'web-form',
  'google-ads',
  'partner-form',
  'content-download',
  'webinar',
]
const TIERS: readonly Tier[] = ['hot', 'warm', 'warm', 'cold']
const POINTS: Readonly<Record<Tier, number>> = { hot: 80, warm: 50, cold: 20 }

/** A lead that is to be routed, with what has happened to it until then. */
export type MadeUpLead = { readonly lead: Lead; readonly events: readonly LeadEvent[] }

type Random = () => number
const one = <T>(of: readonly T[], random: Random): T => of[Math.floor(random() * of.length)] as T

/** A lead of this person as it stands when its route is to be found, with parts of the usual size. */
export function madeUpLead(receivedAt: Date, contactId: ContactId, random: Random): MadeUpLead {
  const id = newId<LeadId>(receivedAt)
  const tier = one(TIERS, random)
  const sourceKey = one(SOURCES, random)
  const events = eventsOf({ contactId, sourceKey, tier }, receivedAt)
  const given = { id, receivedAt, contactId, tier, sourceKey, score: POINTS[tier] }
  const parts = partsOf(contactId, tier, random)
  return { lead: aLead({ ...given, parts, version: events.length, waitingFor: 'route' }), events }
}

type Known = { readonly contactId: ContactId; readonly sourceKey: string; readonly tier: Tier }

function eventsOf({ contactId, sourceKey, tier }: Known, at: Date): LeadEvent[] {
  const compared = { verdict: 'new', fields: [], priorBits: -17, compared: 0, weights: 0 } as const
  const points = { score: POINTS[tier], fit: POINTS[tier] - 10, interest: 10, tier }
  return [
    { type: 'LeadCaptured', at, sourceKey, isTest: false },
    { type: 'LeadValidated', at, notes: [] },
    { type: 'PersonCompared', at, revision: 1, ...compared },
    { type: 'ContactIdentified', at, contactId, by: 'new', isNew: true },
    { type: 'LeadEnriched', at, providers: [{ provider: 'offline', outcome: 'found', ms: 0 }] },
    { type: 'AccountMatched', at, revision: 1, matches: 0, compared: 0 },
    { type: 'LeadScored', at, revision: 1, ...points },
  ]
}

function partsOf(contactId: ContactId, tier: Tier, random: Random): LeadParts {
  const country = one(COUNTRIES, random)
  const emailDomain = `company-${contactId.slice(-6)}.example`
  const email = `person@${emailDomain}`
  const employees = Math.floor(random() ** 4 * 5_000)
  const reasons = REASONS.map((id) => ({
    id,
    kind: 'fit' as const,
    points: 5,
    reason: `It is ${id}`,
  }))
  return {
    form: {
      email,
      fullName: 'Some Body',
      country,
      company: emailDomain,
      message: 'A question. '.repeat(9),
    },
    findings: { email, emailDomain, freeMail: false, country, notes: [] },
    enrichment: { company: { domain: emailDomain, employees, industry: 'Software', country } },
    scoring: {
      total: POINTS[tier],
      fit: POINTS[tier] - 10,
      interest: 10,
      reasons,
      unknown: ['budget'],
    },
  }
}

const REASONS = [
  'business-address',
  'known-industry',
  'mid-size',
  'asks-for-a-demo',
  'gives-a-phone',
]
