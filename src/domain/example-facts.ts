import type { AlertFacts } from './alert-facts.ts'
import { comeBackOf } from './alert-facts-of.ts'
import type { RepId } from './ids.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/** A made-up lead of which everything is known, so that every line of a text shows. */
export function exampleFacts(now: Date, publicUrl: string, repName: string): AlertFacts {
  const leadId = '00000000-0000-7000-8000-000000000001'
  return {
    fullName: undefined,
    firstName: 'Mona',
    lastName: 'Reyes',
    email: 'mona@quayside.example',
    phone: '+4722123456',
    company: 'Quayside & Sons',
    job: 'Head of Operations',
    country: 'NO',
    message: 'Could you show us the product this week?',
    source: 'Website',
    tier: 'hot',
    score: 82,
    reasons: ['asked for a demo', 'decides about budgets'],
    receivedAt: now,
    acknowledgeBy: new Date(now.getTime() + 5 * 60_000),
    rep: repName,
    asksForPerson: true,
    isPerhapsTheirs: true,
    transcriptUrl: `${publicUrl}/leads/${leadId}#chat`,
    news: {
      leadsBefore: 2,
      lastAt: new Date(now.getTime() - 4 * DAY_MS),
      fields: [{ field: 'phone', value: '+4722123456' }],
      pages: ['/pricing', '/docs'],
      pricingSeen: true,
      visit: 3,
    },
    ruleId: 'nordics',
    swapCommand: `./stl lead swap ${leadId}`,
    comeBack: comeBackOf('jonas' as RepId),
    contact: { how: 'call', by: 'Jon Falk' },
  }
}

/** Made-up leads that can wait, for a digest. */
export function exampleDigest(
  now: Date,
  publicUrl: string,
  repName: string,
): readonly AlertFacts[] {
  const facts = exampleFacts(now, publicUrl, repName)
  return [
    { ...facts, tier: 'cold', score: 21 },
    {
      ...facts,
      firstName: 'Kari',
      lastName: 'Nordmann',
      company: 'Fjordtech',
      tier: 'cold',
      score: 14,
    },
    {
      ...facts,
      firstName: 'Luis',
      lastName: 'Vega',
      company: undefined,
      phone: undefined,
      score: 9,
      tier: 'cold',
    },
  ]
}
