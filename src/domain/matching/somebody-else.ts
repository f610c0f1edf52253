import { personComparisons } from './person-comparisons.ts'
import type { PersonRecord } from './person-record.ts'

const TELLING = ['givenName', 'familyName', 'company']
const COMPARISONS = personComparisons(() => 1).filter(({ field }) => TELLING.includes(field))

/**
 * True when first name, last name and company are known of both and nothing of any is alike: whatever
 * the two have in common, it is not these. One that is missing, or alike, leaves it open.
 */
export const isSomebodyElse = (a: PersonRecord, b: PersonRecord): boolean =>
  COMPARISONS.every(({ compare }) => compare(a, b) === 0)
