import { type PortalActivities, portalActivities } from './hubspot-activities.ts'
import type { PortalCompany } from './hubspot-companies.ts'

/** Why the portal does not do what it was asked, in HubSpot's categories. */
export type PortalFault = {
  readonly status: 400 | 404 | 409
  readonly category: 'VALIDATION_ERROR' | 'OBJECT_NOT_FOUND' | 'CONFLICT'
  readonly message: string
}

/** A property of contacts; HubSpot allows uniqueness to be chosen only at creation. */
export type Property = {
  readonly name: string
  readonly hasUniqueValue?: boolean
  readonly label?: string
  readonly description?: string
  readonly groupName?: string
  readonly type?: string
  readonly fieldType?: string
}

type Properties = Readonly<Record<string, string>>

/** One record as the portal keeps it; the id counts up. */
export type PortalContact = {
  readonly id: string
  readonly properties: Properties
  readonly createdAt: Date
  readonly updatedAt: Date
}

const STANDARD_PROPERTIES = [
  'email',
  'phone',
  'firstname',
  'lastname',
  'company',
  'jobtitle',
  'country',
  'lifecyclestage',
  'hubspot_owner_id',
]

/** The state of one HubSpot portal, and the rules by which it changes. */
export type Portal = {
  readonly contacts: Map<string, PortalContact>
  /** By id, in the order in which they are listed. */
  readonly companies: Map<string, PortalCompany>
  readonly properties: Map<string, Property>
  readonly activities: PortalActivities
  find(id: string, idProperty: string | undefined): PortalContact | PortalFault
  create(properties: Properties): PortalContact | PortalFault
  update(id: string, properties: Properties): PortalContact | PortalFault
}

/** An empty portal with HubSpot's own properties and the given owner ids. */
export function hubspotPortal(ownerIds: readonly string[]): Portal {
  const contacts = new Map<string, PortalContact>()
  const properties = new Map<string, Property>(
    STANDARD_PROPERTIES.map((name) => [name, { name, hasUniqueValue: name === 'email' }]),
  )

  const holder = (name: string, value: string) =>
    contacts.values().find((contact) => contact.properties[name] === value)

  const put = (id: string, given: Properties): PortalContact | PortalFault => {
    const changed = normalised(given)
    const fault = invalid(changed, properties, ownerIds) ?? taken(id, changed, properties, holder)
    if (fault !== undefined) return fault
    const before = contacts.get(id)
    const updatedAt = new Date()
    const contact = {
      ...{ id, updatedAt, createdAt: before?.createdAt ?? updatedAt },
      properties: { ...before?.properties, ...changed },
    }
    contacts.set(id, contact)
    return contact
  }

  return {
    contacts,
    companies: new Map(),
    activities: portalActivities(),
    properties,
    find(id, idProperty) {
      if (idProperty === undefined) return contacts.get(id) ?? notFound
      if (!properties.get(idProperty)?.hasUniqueValue) {
        return validation(`${idProperty} is not a unique property`)
      }
      return holder(idProperty, id) ?? notFound
    },
    create: (given) => put(String(501 + contacts.size), given),
    update: (id, given) => (contacts.has(id) ? put(id, given) : notFound),
  }
}

/** True when the portal answered with a fault instead of a contact. */
export const isFault = (answer: object): answer is PortalFault => 'category' in answer

const notFound: PortalFault = {
  status: 404,
  category: 'OBJECT_NOT_FOUND',
  message: 'Object not found',
}
const validation = (message: string): PortalFault => ({
  status: 400,
  category: 'VALIDATION_ERROR',
  message,
})

/** HubSpot keeps addresses in lower case. */
const normalised = (given: Properties): Properties =>
  given.email === undefined ? given : { ...given, email: given.email.toLowerCase() }

function invalid(
  given: Properties,
  properties: ReadonlyMap<string, Property>,
  ownerIds: readonly string[],
): PortalFault | undefined {
  const unknown = Object.keys(given).find((name) => !properties.has(name))
  if (unknown !== undefined) return validation(`Property "${unknown}" does not exist`)
  const { email, hubspot_owner_id: ownerId } = given
  if (email && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return validation('INVALID_EMAIL')
  if (ownerId && !ownerIds.includes(ownerId)) return validation('INVALID_OWNER_ID')
  return undefined
}

function taken(
  id: string,
  given: Properties,
  properties: ReadonlyMap<string, Property>,
  holder: (name: string, value: string) => PortalContact | undefined,
): PortalFault | undefined {
  for (const [name, value] of Object.entries(given)) {
    const other = properties.get(name)?.hasUniqueValue && value ? holder(name, value) : undefined
    if (other !== undefined && other.id !== id) {
      const message = `Contact already exists. Existing ID: ${other.id}`
      return { status: 409, category: 'CONFLICT', message }
    }
  }
  return undefined
}
