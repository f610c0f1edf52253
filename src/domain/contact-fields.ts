import type { Contact, ContactField, ContactValue, ValueOrigin } from './contact.ts'
import type { LeadId } from './ids.ts'
import type { LeadParts } from './lead-parts.ts'
import { DEFAULT_TRUST, survivorOf } from './survivorship.ts'

type Shown = Pick<Contact, 'fields' | 'origins'>

/** What a lead says about the person, by the fields a contact has: as typed, or as it was checked. */
export function fieldsSaid({
  form,
  findings,
}: Pick<LeadParts, 'form' | 'findings'>): Readonly<Record<ContactField, string | undefined>> {
  return {
    email: findings?.email,
    phone: findings?.phone,
    firstName: form.firstName ?? form.fullName?.split(' ')[0],
    lastName: form.lastName ?? form.fullName?.split(' ').slice(1).join(' '),
    company: form.company,
    title: form.title,
    country: findings?.country,
  }
}

/** A value of unknown origin: said before all others, by nobody in particular. */
const UNKNOWN: ValueOrigin = {
  leadId: '' as LeadId,
  sourceKey: '',
  at: new Date(0),
  trust: DEFAULT_TRUST,
  verified: false,
  edited: false,
}

/** What a contact shows once these values have been seen too; in whatever order they come. */
export function withValues(before: Shown | undefined, values: readonly ContactValue[]): Shown {
  const survivors = new Map(valuesShown(before).map((value) => [value.field, value]))
  for (const value of values) {
    const rival = survivors.get(value.field)
    survivors.set(value.field, rival === undefined ? value : survivorOf(rival, value))
  }
  const shown = [...survivors.values()]
  return {
    fields: Object.fromEntries(shown.map(({ field, value }) => [field, value])),
    origins: Object.fromEntries(
      shown.flatMap(({ field, value: _, ...origin }) =>
        origin.leadId === UNKNOWN.leadId ? [] : [[field, origin]],
      ),
    ),
  }
}

function valuesShown(before: Shown | undefined): ContactValue[] {
  return Object.entries(before?.fields ?? {}).map(([name, value]) => {
    const field = name as ContactField
    return { ...(before?.origins[field] ?? UNKNOWN), field, value }
  })
}
