import type { ContactField } from '../../domain/contact.ts'
import type { CrmFields } from '../../ports/crm.ts'

/** HubSpot owner id (not user id) of each rep, by rep id. */
export type Owners = Readonly<Record<string, string>>

const PROPERTY_OF: Readonly<Record<ContactField, string>> = {
  email: 'email',
  phone: 'phone',
  firstName: 'firstname',
  lastName: 'lastname',
  company: 'company',
  title: 'jobtitle',
  country: 'country',
}
const OWNER_PROPERTY = 'hubspot_owner_id'

/** Every property we read. */
export const HUBSPOT_PROPERTIES = [...Object.values(PROPERTY_OF), OWNER_PROPERTY]

/** The fields as HubSpot names them. The owner is left alone when the rep has no owner id there. */
export function propertiesFrom(fields: CrmFields, owners: Owners): Record<string, string> {
  const { ownerRepId, ...rest } = fields
  const properties = Object.entries(rest).map(([field, value]) => [
    PROPERTY_OF[field as ContactField],
    value,
  ])
  const ownerId = ownerRepId === undefined ? undefined : owners[ownerRepId]
  return { ...Object.fromEntries(properties), ...(ownerId && { [OWNER_PROPERTY]: ownerId }) }
}

/**
 * The properties in our names, empty ones left out. An owner who is none of our reps shows as
 * `hubspot:<owner id>`, so that the change of hands is seen.
 */
export function fieldsFrom(
  properties: Readonly<Record<string, string | null>>,
  owners: Owners,
): CrmFields {
  const entries = Object.entries(PROPERTY_OF).map(([field, name]) => [field, properties[name]])
  const ownerId = properties[OWNER_PROPERTY]
  const rep = Object.entries(owners).find(([, id]) => id === ownerId)?.[0]
  return {
    ...Object.fromEntries(entries.filter(([, value]) => value)),
    ...(ownerId && { ownerRepId: rep ?? `hubspot:${ownerId}` }),
  }
}
