import type { Contact } from '../contact.ts'
import type { PersonFacts } from './person-record.ts'

/** Of each kind of value so many are compared, the one shown and the latest: enough for a person. */
const MOST_VALUES = 8

/**
 * What is known of a contact: the name and company it shows, else the latest said; all addresses,
 * numbers and domains, the one shown first, then the latest. `said` is what its leads said, the
 * latest first, or what was known already in the place of the earlier ones.
 */
export function factsOfContact(
  fields: Contact['fields'],
  said: readonly PersonFacts[],
): PersonFacts {
  const named = said.find(({ givenName, familyName }) => givenName ?? familyName)
  const shows = fields.firstName !== undefined || fields.lastName !== undefined
  return {
    givenName: shows ? fields.firstName : named?.givenName,
    familyName: shows ? fields.lastName : named?.familyName,
    emails: most([fields.email, ...said.flatMap(({ emails }) => emails)]),
    phones: most([fields.phone, ...said.flatMap(({ phones }) => phones)]),
    company: fields.company ?? said.find(({ company }) => company !== undefined)?.company,
    companyDomains: most(said.flatMap(({ companyDomains }) => companyDomains)),
  }
}

const most = (values: readonly (string | undefined)[]) =>
  [...new Set(values.filter((value) => value !== undefined))].slice(0, MOST_VALUES)
