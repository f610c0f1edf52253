import * as z from 'zod'
import { Key } from '../domain/documents/vocabulary.ts'
import { LeadForm } from '../domain/lead-form.ts'

/** The source a lead belongs to when the caller of the API names none. */
export const API_SOURCE = 'api'

/** One lead as our own API takes it: unknown fields are a mistake of the caller, and told. */
export const LeadRequest = z
  .strictObject({ ...LeadForm.shape, sourceKey: Key.default(API_SOURCE) })
  .refine(({ email, phone }) => Boolean(email?.trim() || phone?.trim()), {
    path: ['email'],
    error: 'an e-mail address or a phone number is needed',
  })
export type LeadRequest = z.infer<typeof LeadRequest>
