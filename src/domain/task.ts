import type { LeadId, TaskId } from './ids.ts'

/** The work an assigned lead sets off, each with rows and jobs of its own. */
export const FOLLOWERS = [
  'notify',
  'hand-off',
  'escalate',
  'tell-escalation',
  'settle-alerts',
  'resume',
  'tell-joined',
  'tell-swap',
  'tell-contacted',
  'tell-set-away',
  'write-crm',
  'resolve-conflicts',
  'late-data',
  'complete-contact',
  'erase',
] as const
export type FollowerName = (typeof FOLLOWERS)[number]

/** Those that no rep waits for: while leads need the machine they do little. */
export const IN_BACKGROUND: readonly FollowerName[] = [
  'write-crm',
  'resolve-conflicts',
  'late-data',
  'complete-contact',
  'erase',
]

/** A piece of work to be done once, kept until it is done or a person has looked at it. */
export type NewTask = {
  readonly follower: FollowerName
  /** What it is about besides the lead, such as an assignment's id. */
  readonly subject?: string
  /** Not before this time; at once without it. */
  readonly dueAt?: Date
}

/** A task as it is handed to its follower. */
export type Task = {
  readonly id: TaskId
  readonly leadId: LeadId
  readonly follower: FollowerName
  readonly subject: string | undefined
  readonly dueAt: Date | undefined
  readonly createdAt: Date
}
