import type { AccountOfLeadAnswer } from './account-answers.ts'

const EVIDENCE: Readonly<Record<string, string>> = {
  'exact-name': 'the same name',
  'near-name': 'a near name',
  domain: 'its domain alone',
}

/** Which account of the book a lead belongs to and why, in words. */
export function accountOfLeadText({ finding, facts }: AccountOfLeadAnswer): readonly string[] {
  const [best, ...others] = finding.matches
  const compared = `${finding.compared} compared`
  if (best === undefined) return [`Account: none of the book, ${compared}`]
  const { by, agreeing, likeness } = best
  const agrees = by === 'domain' || agreeing.length === 0 ? '' : `; same ${agreeing.join(', ')}`
  const near = by === 'near-name' ? ` (${likeness})` : ''
  const name = facts?.name ?? best.accountId
  const parent = facts?.parentName === undefined ? '' : `, of ${facts.parentName}`
  return [
    `Account: ${name}${parent}, owned by ${facts?.ownerId ?? 'nobody'}`,
    `  by ${EVIDENCE[by] ?? by}${near}${agrees}; ${compared}`,
    ...(others.length === 0
      ? []
      : [`  before ${others.length} others by ${finding.decidedBy ?? 'nothing'}`]),
  ]
}
