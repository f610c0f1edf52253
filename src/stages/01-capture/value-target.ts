import type { Target } from './targets.ts'

const ADDRESS = /^[^\s@<>,;]{1,64}@[^\s@<>,;]+\.[^\s@<>,;.]{2,}$/
/** Digits with what people put between them; a date or an amount is none of these. */
const NUMBER = /^\+?[\d\s()./-]+$/
const DATE = /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}$/

/**
 * The field that a value can only belong to: a mail address, or a phone number with a plus or a
 * leading zero. The last resort where a form tells nothing but numbers of its fields.
 */
export function valueTarget(value: string): Target | undefined {
  const text = value.trim()
  if (text.length > 320) return undefined
  if (ADDRESS.test(text)) return 'email'
  return isPhone(text) ? 'phone' : undefined
}

function isPhone(text: string): boolean {
  if (!NUMBER.test(text) || DATE.test(text)) return false
  const digits = text.replace(/\D/g, '')
  return digits.length >= 8 && digits.length <= 15 && /^[+(0]/.test(text)
}
