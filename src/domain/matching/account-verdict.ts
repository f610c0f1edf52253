import type { Account } from '../account.ts'
import type { MatchingDocument } from '../documents/matching.ts'
import type { AccountId } from '../ids.ts'
import { type CompanyMarks, namesOf, placeText } from './account-keys.ts'
import { isAcronym, type WordWeight } from './company-features.ts'
import { companyLikeness } from './company-likeness.ts'
import type { CompanyName } from './company-name.ts'
import { type Agreement, compareMatches, type TieBreaker } from './tie-breakers.ts'

/** What makes an account that of a lead. */
export const ACCOUNT_EVIDENCE = ['exact-name', 'near-name', 'domain'] as const
export type AccountEvidence = (typeof ACCOUNT_EVIDENCE)[number]

/** One account that may be a lead's, with what speaks for it. */
export type AccountMatch = {
  readonly accountId: AccountId
  readonly by: AccountEvidence
  /** What agrees besides the name. */
  readonly agreeing: readonly Agreement[]
  /** How alike the names are, 0 to 1; 0 where the lead names no company. */
  readonly likeness: number
}

/** Which account a lead belongs to, and why that one: ids and numbers, nothing a person said. */
export type AccountFinding = {
  /** The best first; the lead belongs to that one, and to none when there is none. */
  readonly matches: readonly AccountMatch[]
  /** What put the best before the next; undefined when there is only one. */
  readonly decidedBy?: TieBreaker | 'id'
  /** How many accounts shared a key and were compared. */
  readonly compared: number
}

/** What a lead says about its company. */
export type CompanyOfLead = CompanyMarks & { readonly country: string | undefined }

/** An account that shares a key with a lead. */
export type AccountCandidate = {
  readonly account: Account
  /** When its latest lead came in. */
  readonly lastLeadAt: Date | undefined
}

/** So many are told; the others are behind them. */
const MOST_TOLD = 5

/**
 * The account of a lead: by an exact name; by a near one where a domain, a number or a place agrees
 * too; by the domain alone where the `matching` document allows it. Of several the tie-breakers of the
 * document choose, and in the end the one known longest. Everything that asks for the account of a lead
 * reads what came out here.
 */
export function accountVerdict(
  lead: CompanyOfLead,
  candidates: readonly AccountCandidate[],
  weightOf: WordWeight,
  { domainAlone, nearName, tieBreakers }: MatchingDocument['accounts'],
): AccountFinding {
  const judged = candidates.flatMap((candidate) => {
    const match = matchOf(lead, candidate.account, weightOf, nearName)
    return match === undefined ? [] : [{ ...candidate, match }]
  })
  const named = judged.filter(({ match }) => match.by !== 'domain')
  const onlyNamed = domainAlone === 'off' || (domainAlone === 'fallback' && named.length > 0)
  const kept = onlyNamed ? named : judged
  const compare = compareMatches(lead.country, tieBreakers)
  const ordered = kept.toSorted((a, b) => compare(a, b).order)
  const [best, next] = ordered
  return {
    matches: ordered.slice(0, MOST_TOLD).map(({ match }) => match),
    ...(best && next && { decidedBy: compare(best, next).by }),
    compared: candidates.length,
  }
}

function matchOf(
  lead: CompanyOfLead,
  account: Account,
  weightOf: WordWeight,
  nearName: number,
): AccountMatch | undefined {
  const agreeing = agreements(lead, account)
  const likeness = likest(lead.names, namesOf(account), weightOf)
  const by = evidence(likeness, agreeing, nearName)
  return by && { accountId: account.id, by, agreeing, likeness: hundredths(likeness) }
}

function evidence(
  likeness: number,
  agreeing: readonly Agreement[],
  nearName: number,
): AccountEvidence | undefined {
  if (likeness === 1) return 'exact-name'
  if (likeness >= nearName && agreeing.length > 0) return 'near-name'
  return agreeing.includes('domain') ? 'domain' : undefined
}

/** 1 for names that are the same but for legal form and spelling. */
function likest(a: readonly CompanyName[], b: readonly CompanyName[], weightOf: WordWeight) {
  const all = a.flatMap((one) => b.map((other) => likenessOf(one, other, weightOf)))
  return Math.max(0, ...all)
}

/** Where something else agrees too, initials are as good as a name that is near. */
const OF_INITIALS = 0.9

function likenessOf(a: CompanyName, b: CompanyName, weightOf: WordWeight): number {
  const likeness = companyLikeness(a, b, weightOf)
  return isAcronym(a, b) ? Math.max(likeness, OF_INITIALS) : likeness
}

/** A likeness is no sameness, however near: only the same names have 1. */
const hundredths = (likeness: number) =>
  likeness === 1 ? 1 : Math.min(0.99, Math.round(likeness * 100) / 100)

function agreements(lead: CompanyOfLead, account: Account): Agreement[] {
  const { domains, phone, postalCode, country } = account
  const sameDomain = domains.some((domain) => lead.domains.includes(domain))
  const samePhone = phone !== undefined && lead.phones.includes(phone)
  const otherCountry = lead.country && country && lead.country !== country
  const samePlace =
    !otherCountry &&
    lead.postalCode !== undefined &&
    postalCode !== undefined &&
    placeText(lead.postalCode) === placeText(postalCode)
  return [
    ...(sameDomain ? (['domain'] as const) : []),
    ...(samePhone ? (['phone'] as const) : []),
    ...(samePlace ? (['postal-code'] as const) : []),
  ]
}
