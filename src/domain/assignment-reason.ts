/** Why a rep got a lead. */
export type AssignmentReason =
  | 'named-rep'
  | 'pool-turn'
  | 'owner'
  /** A person has yet to say whether the contact is theirs. */
  | 'possible-owner'
  | 'account-owner'
  | 'parent-account-owner'
  /** For somebody who is off. */
  | 'cover'
  | 'default-acceptor'
  | 'escalation'
  | 'taken-over'
  | 'manual'

/** What each says of the rep who got the lead. Whoever shows a reason to people has its words from here, by the API. */
const WORDS: Readonly<Record<AssignmentReason, string>> = {
  'named-rep': 'the rule names them',
  'pool-turn': 'it was their turn in the pool',
  owner: 'they own this contact',
  'possible-owner': 'they own a contact that is perhaps the same person',
  'account-owner': 'they own its account',
  'parent-account-owner': 'they own the parent of its account',
  cover: 'they cover for somebody who is off',
  'default-acceptor': 'nobody else could take it',
  escalation: 'the rep before passed it on or did not answer',
  'taken-over': 'they took it over',
  manual: 'somebody gave it to them',
}

export const ASSIGNMENT_REASONS = Object.keys(WORDS) as readonly AssignmentReason[]

/** A reason for people, to follow the name of the rep: `they own this contact`. */
export const assignmentReasonText = (reason: AssignmentReason): string => WORDS[reason]

/** Leads that reps have because the person or the account is theirs, or perhaps is: no cap counts them, or holds them back. */
export const REASONS_OF_OWNERS = [
  'owner',
  'possible-owner',
  'account-owner',
  'parent-account-owner',
] as const satisfies readonly AssignmentReason[]

/** Whether a lead that came for this reason counts for caps and loads. */
export const isCounted = (reason: AssignmentReason): boolean =>
  !REASONS_OF_OWNERS.some((one) => one === reason)
