import type { ContactId } from '../ids.ts'
import { type FieldEvidence, weighEvidence } from './fellegi-sunter.ts'
import type { MatchModel } from './match-model.ts'
import { personComparisons } from './person-comparisons.ts'
import { type PersonFacts, personRecord } from './person-record.ts'
import { strongestMatch } from './strongest-match.ts'

/** Attached without asking, put before a person, or somebody new. */
export const MATCH_VERDICTS = ['same', 'review', 'new'] as const
export type MatchVerdict = (typeof MATCH_VERDICTS)[number]

/** What comparing a lead with contacts came to: ids, levels and numbers, nothing a person said. */
export type MatchFinding = {
  readonly verdict: MatchVerdict
  /** The contact that is most likely the same person; none when nobody shares a key. */
  readonly contactId?: ContactId
  /** The evidence and what speaks against any two being one, in bits: 0 is as likely as not. */
  readonly bits?: number
  readonly fields: readonly FieldEvidence[]
  /** Part of the bits: how unlikely it is, before looking, that a lead is of that one contact. */
  readonly priorBits: number
  /** How many contacts were compared. */
  readonly compared: number
  /** Which weights decided: 0 the shipped ones. */
  readonly weights: number
}

export type Thresholds = { readonly automaticBits: number; readonly reviewBits: number }

type KnownPerson = { readonly contactId: ContactId; readonly facts: PersonFacts }

/** Whoever writes may be any of more people than a young installation knows. */
const FEWEST_PEOPLE = 10_000

/**
 * The odds, in bits and before any evidence, that a lead is of one contact in particular: about half
 * of all leads come from somebody we know, and it could be any of them.
 */
export const priorBitsOf = (contacts: number) => -Math.log2(2 * Math.max(contacts, FEWEST_PEOPLE))

/**
 * Weighs a lead against every candidate and says what the strongest comes to. Of several equally
 * strong the one known longest. Each lead has one match at most: that two contacts both resemble it
 * says nothing about the two. Names alone never attach, however rare they are.
 */
export function matchVerdict(
  facts: PersonFacts,
  candidates: readonly KnownPerson[],
  model: MatchModel,
  thresholds: Thresholds,
): MatchFinding {
  const priorBits = tenths(priorBitsOf(model.contacts))
  const shared = { priorBits, compared: candidates.length, weights: model.version }
  const best = strongest(facts, candidates, model)
  if (best === undefined) return { verdict: 'new', fields: [], ...shared }

  const { contactId, evidence } = best
  const fields = evidence.fields.map((field) => ({ ...field, bits: tenths(field.bits) }))
  // The sum of what is shown, so that anybody can check the verdict.
  const bits = tenths(fields.reduce((sum, field) => sum + field.bits, priorBits))
  return { verdict: verdictOn(bits, fields, thresholds), contactId, bits, fields, ...shared }
}

function strongest(
  facts: PersonFacts,
  candidates: readonly KnownPerson[],
  { weights, frequencyOf, wordWeight }: MatchModel,
) {
  const person = personRecord(facts)
  const comparisons = personComparisons(wordWeight)
  const weighing = { comparisons, weights, frequencyOf }
  const best = strongestMatch(person, candidates, (one) => personRecord(one.facts), weighing)
  if (best === undefined) return undefined
  const evidence = weighEvidence(person, best.item, comparisons, weights, frequencyOf)
  return { contactId: best.candidate.contactId, evidence }
}

const NAMES = new Set(['givenName', 'familyName'])

function verdictOn(
  bits: number,
  fields: readonly FieldEvidence[],
  { automaticBits, reviewBits }: Thresholds,
): MatchVerdict {
  const supported = fields.some((one) => !NAMES.has(one.field) && one.bits > 0)
  if (bits >= automaticBits && supported) return 'same'
  return bits >= reviewBits ? 'review' : 'new'
}

const tenths = (bits: number) => Math.round(bits * 10) / 10
