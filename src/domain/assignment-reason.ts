/** Why a rep got a lead. */
export type AssignmentReason =
  | 'named-rep'
  | 'pool-turn'
  | 'owner'
  | 'account-owner'
  | 'parent-account-owner'
  /** For somebody who is off. */
  | 'cover'
  | 'default-acceptor'
  | 'escalation'
  | 'taken-over'
  | 'manual'

/** Leads that reps have because the person or the account is theirs: no cap counts them, or holds them back. */
export const REASONS_OF_OWNERS = [
  'owner',
  'account-owner',
  'parent-account-owner',
] as const satisfies readonly AssignmentReason[]

/** Whether a lead that came for this reason counts for caps and loads. */
export const isCounted = (reason: AssignmentReason): boolean =>
  !REASONS_OF_OWNERS.some((one) => one === reason)
