import type { ContactAnswer, DuplicateItem, JoinAnswer } from './contact-answers.ts'
import { minute } from './minute.ts'
import { shortened, table } from './table.ts'

type Contacts = ReadonlyMap<string, ContactAnswer | undefined>

/** Each pair with what is known of both, and why they may be one. Within 80 columns. */
export function duplicatesText(
  items: readonly DuplicateItem[],
  contacts: Contacts,
  areMore: boolean,
): string {
  if (items.length === 0) return 'No contacts that may be one person.'
  const texts = items.map((item) => itemText(item, contacts))
  return [...texts, ...(areMore ? ['There are more; these are the latest.'] : [])].join('\n')
}

function itemText(item: DuplicateItem, contacts: Contacts): string {
  const sides = [item.contactId, item.otherContactId].filter((id) => id !== undefined)
  return [
    `${item.id}  ${item.kind}, since ${minute(item.createdAt)}`,
    ...sides.flatMap((id) => [`  ${id}`, `    ${whoText(contacts.get(id))}`]),
    `  ${shortened(`because ${item.reasons.join(', ')}`, 78)}`,
  ].join('\n')
}

function whoText(contact: ContactAnswer | undefined): string {
  if (contact === undefined) return 'not to be found'
  const { fields, leadCount, ownerRepId } = contact
  const name = [fields.firstName, fields.lastName].filter(Boolean).join(' ')
  const leads = leadCount === 1 ? '1 lead' : `${leadCount} leads`
  const known = [name, fields.company, fields.email, fields.phone, leads, ownerRepId]
  return shortened(known.filter((one) => one !== undefined && one !== '').join(', '), 76)
}

/** The joins that can be undone. */
export function joinsText(history: readonly JoinAnswer[]): string {
  return table(
    history
      .filter(({ inForce }) => inForce)
      .map(({ id, at, by, leadIds }) => [`  ${id}`, minute(at), by, `${leadIds.length} leads`]),
  )
}
