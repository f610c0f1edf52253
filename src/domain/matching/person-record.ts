import { type CompanyName, readCompanyName } from './company-name.ts'
import { isSharedMailbox, type Mailbox, readMailbox } from './mailbox.ts'
import { type PersonName, readPersonName } from './person-name.ts'

/** What is known of one person, as it was said. Several values where several were seen. */
export type PersonFacts = {
  readonly givenName?: string | undefined
  readonly familyName?: string | undefined
  /** Checked addresses in lower case. */
  readonly emails: readonly string[]
  /** In E.164. */
  readonly phones: readonly string[]
  readonly company?: string | undefined
  /** Registrable domains of their company; never those of mail anyone may have. */
  readonly companyDomains: readonly string[]
}

/** The same, ready to be compared with others. */
export type PersonRecord = {
  readonly name: PersonName
  /** Mailboxes of their own; those of a desk are left out. */
  readonly mailboxes: readonly Mailbox[]
  readonly phones: readonly string[]
  readonly company: CompanyName | undefined
  readonly companyDomains: readonly string[]
}

/** Prepares facts for comparing. The company, which takes longest, is read when it is asked for. */
export function personRecord(facts: PersonFacts): PersonRecord {
  let company: { readonly name: CompanyName | undefined } | undefined
  return {
    name: readPersonName(facts.givenName, facts.familyName),
    mailboxes: facts.emails.map(readMailbox).filter((one) => !isSharedMailbox(one)),
    phones: facts.phones,
    get company() {
      company ??= { name: facts.company === undefined ? undefined : readCompanyName(facts.company) }
      return company.name
    },
    companyDomains: facts.companyDomains,
  }
}
