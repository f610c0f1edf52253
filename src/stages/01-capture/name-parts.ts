import type { LeadForm } from '../../domain/lead-form.ts'

/**
 * The form with first and last name taken from the full name, when neither was given. The first
 * word is the first name, or what follows the comma in `Solberg, Ingrid`.
 */
export function withNameParts(form: LeadForm): LeadForm {
  const { fullName, firstName, lastName } = form
  if (fullName === undefined || firstName !== undefined || lastName !== undefined) return form
  const [first = '', ...rest] = inOrder(fullName).split(/\s+/)
  if (first === '') return form
  return { ...form, firstName: first, ...(rest.length > 0 ? { lastName: rest.join(' ') } : {}) }
}

function inOrder(fullName: string): string {
  const [last = '', first = '', ...more] = fullName.split(',').map((part) => part.trim())
  return first !== '' && more.length === 0 ? `${first} ${last}` : fullName.trim()
}
