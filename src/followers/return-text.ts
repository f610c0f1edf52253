import type { ContactField } from '../domain/contact.ts'
import type { Lead } from '../domain/lead.ts'
import { type AlertText, ASKS, linesOn, whoIsIt } from './alert-text.ts'
import type { WhatIsNew } from './what-is-new.ts'

/** A rep reads this on a lock screen: the latest few say enough. */
const MOST_PAGES = 5

/** Says that somebody the rep knows has written again, and first of all what is new about it. */
export function returnText(lead: Lead, news: WhatIsNew): AlertText {
  const asks = lead.parts.chat?.engagement.handoffAsked === true
  const lines = [
    ...(asks ? [ASKS] : []),
    lead.parts.form.message,
    newText(news),
    pagesText(news),
    beforeText(news),
    ...linesOn(lead).filter((line) => line !== lead.parts.form.message),
  ]
  return { title: titleOf(lead, news), lines: lines.filter((line) => line) as string[] }
}

function titleOf(lead: Lead, { leadsBefore, pricingSeen, visit = 1 }: WhatIsNew): string {
  const who = whoIsIt(lead)
  // The contact is new and only resembles one of theirs: a person has yet to say whether it is.
  if (leadsBefore === 0) return `${who} wrote, perhaps a contact of yours`
  const did = [pricingSeen ? 'pricing page' : '', visit > 1 ? `${ordinal(visit)} visit` : '']
  const said = did.filter(Boolean).join(', ')
  return said === '' ? `${who} is back` : `${who} is back: ${said}`
}

const WORDS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh']
const endings = new Intl.PluralRules('en', { type: 'ordinal' })
const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }

const ordinal = (count: number) => WORDS[count] ?? `${count}${ENDINGS[endings.select(count)]}`

function newText({ leadsBefore, fields }: WhatIsNew): string | undefined {
  if (leadsBefore === 0 || fields.length === 0) return undefined
  return `New: ${fields.map(({ field, value }) => `${NAMES[field] ?? field} ${value}`).join(', ')}`
}

const NAMES: Partial<Record<ContactField, string>> = { email: 'e-mail' }

function pagesText({ pages }: WhatIsNew): string | undefined {
  if (pages.length === 0) return undefined
  const further = pages.length - MOST_PAGES
  const more = further > 0 ? ` and ${further} more` : ''
  return `Looked at: ${pages.slice(0, MOST_PAGES).join(', ')}${more}`
}

function beforeText({ leadsBefore, lastAt }: WhatIsNew): string | undefined {
  if (lastAt === undefined) return undefined
  const times = leadsBefore === 1 ? 'once' : `${leadsBefore} times`
  return `Wrote ${times} before, last on ${lastAt.toISOString().slice(0, 10)}`
}
