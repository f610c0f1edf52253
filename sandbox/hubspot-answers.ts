import { randomUUID } from 'node:crypto'
import type { Answer } from './http-sandbox.ts'
import type { PortalContact, PortalFault, Property } from './hubspot-portal.ts'

/** HubSpot did what it was asked. */
export const ok = (body: unknown): Answer => ({ status: 200, body })

/** The form of every error. */
export const envelope = (category: string, message: string) => ({
  status: 'error',
  category,
  message,
  correlationId: randomUUID(),
})

/** What the portal refused, as HubSpot says it. */
export const refused = (fault: PortalFault): Answer => ({
  status: fault.status,
  body: envelope(fault.category, fault.message),
})

/** A property as HubSpot describes it, also one the portal knows only by name. */
export function defined(property: Property) {
  const text = { type: 'string', fieldType: 'text', options: [] }
  const words = { label: property.name, description: '', groupName: 'contactinformation' }
  return { ...text, ...words, hasUniqueValue: false, ...property, archived: false }
}

/** The properties a read shows when none are named. */
export const SHOWN_UNASKED = ['email', 'firstname', 'lastname']

/** A read shows the properties asked for, those without a value as null, and HubSpot's own. */
export function shown(
  { id, properties, createdAt, updatedAt }: PortalContact,
  names: readonly string[],
) {
  const asked = Object.fromEntries(names.map((name) => [name, properties[name] || null]))
  const own = { hs_object_id: id, createdate: createdAt, lastmodifieddate: updatedAt }
  return { id, properties: { ...asked, ...own }, createdAt, updatedAt, archived: false }
}

/** A write shows the properties written. */
export const written = (contact: PortalContact, properties: Readonly<Record<string, string>>) =>
  shown(contact, Object.keys(properties))
