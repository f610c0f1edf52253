import * as z from 'zod'
import { CONTACT_FIELDS, type ContactField } from '../domain/contact.ts'
import type { EditRequest } from '../ports/contact-edits.ts'
import type { LeadCheck } from '../ports/lead-check.ts'
import { InvalidFields } from './invalid-fields.ts'

const LONGEST = 500

const Value = z
  .string()
  .trim()
  .min(1, 'must not be empty; null takes back what was written')
  .max(LONGEST)
  .nullable()

/** Fields to write, and `null` for those to take back. */
export const ContactEditBody = z.strictObject({
  version: z.int().min(0).meta({ description: 'The version of the contact that you saw.' }),
  fields: z
    .strictObject(
      Object.fromEntries(CONTACT_FIELDS.map((field) => [field, Value.optional()])) as Record<
        ContactField,
        z.ZodOptional<typeof Value>
      >,
    )
    .refine((fields) => Object.keys(fields).length > 0, 'name at least one field'),
})

/** Fields that are checked as those of a lead are, and what is wrong with one that cannot be read. */
const CHECKED = {
  email: 'is no mail address',
  phone: 'is no number; begin with + and the country',
  country: 'is no country',
} as const

/** The edit, with its values as they were checked. Names every field that cannot be read. */
export function readContactEdit(
  { version, fields }: z.infer<typeof ContactEditBody>,
  checkLead: LeadCheck,
): Pick<EditRequest, 'version' | 'write' | 'withdraw'> {
  const given = Object.entries(fields) as [ContactField, string | null | undefined][]
  const withdraw = given.filter(([, value]) => value === null).map(([field]) => field)
  const write: EditRequest['write'] = Object.fromEntries(
    given.flatMap(([field, value]) => (typeof value === 'string' ? [[field, value]] : [])),
  )
  const { email, phone, country } = write
  const read = {
    email: checkLead({ email }, undefined, []).findings.email,
    phone: checkLead({ phone, country }, undefined, []).findings.phone,
    country: checkLead({ country }, undefined, []).findings.country,
  }
  const checked = Object.keys(CHECKED).filter((field) => field in write) as (keyof typeof read)[]
  const wrong = checked.filter((field) => read[field] === undefined)
  if (wrong.length > 0) {
    throw new InvalidFields(
      wrong.map((field) => ({ field: `fields.${field}`, reason: CHECKED[field] })),
    )
  }
  const values = Object.fromEntries(checked.map((field) => [field, read[field]]))
  return { version, withdraw, write: { ...write, ...values } }
}
