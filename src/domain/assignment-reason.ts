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
