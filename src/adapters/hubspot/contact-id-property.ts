import * as z from 'zod'
import { Refused } from '../../domain/failure.ts'
import { readBody, type VendorApi } from '../vendor/vendor-api.ts'

/** The unique property of our own that holds our contact's id. */
export const CONTACT_ID_PROPERTY = 'stl_contact_id'

const PROPERTIES = '/crm/v3/properties/contacts'
const PropertyReply = z.object({ hasUniqueValue: z.boolean().nullish() })

/**
 * Makes sure HubSpot has the property. Safe to repeat and to call at once. Rejects with `Refused`
 * (`hubspot-property-unusable`) when one of that name exists that is not unique: HubSpot lets that
 * be chosen only when a property is created.
 */
export async function ensureContactIdProperty(api: VendorApi): Promise<void> {
  const path = `${PROPERTIES}/${CONTACT_ID_PROPERTY}`
  const reply = await api.call({ method: 'GET', path, effect: 'reads' })
  if (reply.status === 404) return await create(api)

  const { hasUniqueValue } = readBody('hubspot', PropertyReply, reply, 'reads')
  if (!hasUniqueValue) {
    throw new Refused(
      'hubspot-property-unusable',
      `${CONTACT_ID_PROPERTY} exists and is not unique`,
    )
  }
}

/** A 409 here says that another process has just created it. */
async function create(api: VendorApi): Promise<void> {
  const body = {
    name: CONTACT_ID_PROPERTY,
    label: 'Speed-to-Lead contact id',
    description: 'Names the contact this record belongs to. Do not edit.',
    groupName: 'contactinformation',
    type: 'string',
    fieldType: 'text',
    hasUniqueValue: true,
  }
  await api.call({ method: 'POST', path: PROPERTIES, body, effect: 'writes' })
}
