import * as z from 'zod'
import { ASSIGNMENT_STATUSES } from '../domain/assignment.ts'
import { ASSIGNMENT_REASONS } from '../domain/assignment-reason.ts'
import { OUTCOMES, TIERS } from '../domain/lead-event.ts'
import { TOUCH_CHANNELS } from '../domain/touches.ts'

/** Where a lead can stand; `LeadState` of the domain. */
export const LEAD_STATES = [
  'travelling',
  'assigned',
  'attached',
  'waiting',
  'quarantined',
  'rejected',
  'erased',
] as const

const Facts = z.record(z.string(), z.unknown())
const listOf = <T extends z.ZodType>(item: T) => z.array(item).readonly()

/** Why a rep got a lead, or would have. */
export const whyTheyGotIt = {
  reason: z.enum(ASSIGNMENT_REASONS),
  reasonText: z.string().meta({ description: 'The same for people, after the name.' }),
}

export const Target = z.object({
  kind: z.enum(['rep', 'pool', 'manager', 'waiting-list']),
  repId: z.string().optional(),
  poolId: z.string().optional(),
  owns: z.enum(['account', 'parent-account']).optional().meta({
    description: 'Comes first because they own it, and not by the rule.',
  }),
  teamId: z.string().optional(),
  ignoreCaps: z.boolean().optional(),
  asks: z
    .object({
      required: z.record(z.string(), z.int()),
      wished: listOf(z.object({ skill: z.string(), level: z.int(), group: z.int() })),
      dropAfterSeconds: z.int(),
    })
    .optional()
    .meta({ description: 'The skills that the rule asks of members of the pool.' }),
  worth: z.number().optional().meta({ description: 'What the rule says its leads cost.' }),
})

/** A lead in a list. */
export const LeadRow = z.object({
  id: z.uuid(),
  version: z.int(),
  state: z.enum(LEAD_STATES),
  waitingFor: z.string().optional().meta({ description: 'The stage that sees it next.' }),
  sourceKey: z.string(),
  isTest: z.boolean(),
  receivedAt: z.date(),
  deadlineAt: z.date(),
  decidedAt: z.date().optional(),
  contactId: z.uuid().optional(),
  accountId: z.uuid().optional(),
  score: z.int().optional(),
  tier: z.enum(TIERS).optional(),
  chain: listOf(Target),
  assignmentId: z.uuid().optional(),
  repId: z.string().optional(),
  acknowledgedAt: z.date().optional(),
  firstContactAt: z.date().optional(),
  outcome: z.enum(OUTCOMES).optional(),
  triedRepIds: listOf(z.string()),
  skippedStages: listOf(z.string()),
  redeliveries: z.int().optional(),
})

export const Contact = z.object({
  id: z.uuid(),
  fields: z.record(z.string(), z.string().optional()),
  ownerRepId: z.string().optional(),
  ownerLeadId: z.uuid().optional(),
  leadCount: z.int(),
})

export const Assignment = z.object({
  id: z.uuid(),
  repId: z.string(),
  status: z.enum(ASSIGNMENT_STATUSES),
  reason: z.string(),
  poolId: z.string().optional(),
  ledgerSequence: z.int().optional(),
  offeredAt: z.date(),
  acknowledgeBy: z.date().optional(),
  acknowledgedAt: z.date().optional(),
  endedAt: z.date().optional(),
})

export const DeadLetter = z.object({
  id: z.uuid(),
  queue: z.string(),
  leadId: z.uuid(),
  taskId: z.uuid().optional(),
  attempts: z.int(),
  failure: z.string(),
  createdAt: z.date(),
  redrivenAt: z.date().optional(),
})

const Touch = z.object({
  at: z.string(),
  channel: z.enum(TOUCH_CHANNELS),
  utm: z.record(z.string(), z.string().optional()).optional(),
  click: z.record(z.string(), z.string()).optional(),
  campaign: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
  referrer: z.string().optional(),
  landingUrl: z.string().optional(),
})

const Touches = z
  .object({ first: Touch, last: Touch, lastNonDirect: Touch.optional() })
  .meta({ description: 'How the person came: at first, at last, and last other than directly.' })

const Named = z.object({ id: z.string().optional(), name: z.string().optional() })

/** What brought a lead, named by the `attribution` document or a vendor where it came with no name. */
const Attribution = z.object({
  campaign: Named.optional(),
  adGroup: Named.optional(),
  ad: Named.optional(),
  form: Named.optional(),
})

/** One lead with its parts and all that belongs to it. */
export const LeadFile = LeadRow.extend({
  parts: z.object({
    form: Facts,
    chat: Facts.optional(),
    findings: Facts.optional(),
    match: Facts.optional(),
    enrichment: Facts.optional(),
    signals: Facts.optional(),
    touches: Touches.optional(),
    scoring: Facts.optional(),
    trace: Facts.optional(),
  }),
  attribution: Attribution,
  contact: Contact.optional(),
  assignments: listOf(Assignment),
  deadLetters: listOf(DeadLetter),
})

const Milliseconds = z.number().meta({ description: 'Milliseconds since the lead was received.' })

/** How an alert to a rep fared; never its words. */
export const Alert = z.object({
  id: z.uuid(),
  leadId: z.uuid(),
  assignmentId: z.uuid(),
  repId: z.string(),
  channel: z.string(),
  occasion: z
    .string()
    .meta({ description: 'Why: `assigned`, `reminder`, ... With `team` it is the rep’s team.' }),
  state: z.enum(['sending', 'accepted', 'refused', 'read']),
  attempts: z.int(),
  failure: z.string().optional(),
  createdAt: z.date(),
  acceptedAt: z.date().optional(),
  deliveredAt: z.date().optional(),
})

export const Journey = z.object({
  leadId: z.uuid(),
  state: z.enum(LEAD_STATES),
  receivedAt: z.date(),
  decidedInMs: Milliseconds.optional(),
  assignedInMs: Milliseconds.optional(),
  acknowledgedInMs: Milliseconds.optional(),
  contactedInMs: Milliseconds.optional(),
  steps: listOf(
    z.object({
      version: z.int(),
      type: z.string(),
      at: z.date(),
      atMs: Milliseconds,
      tookMs: z.number().meta({ description: 'Milliseconds since the event before.' }),
      data: Facts,
    }),
  ),
  tasks: listOf(
    z.object({
      id: z.uuid(),
      follower: z.string(),
      state: z.enum(['open', 'done', 'refused', 'dead']),
      startedMs: Milliseconds,
      endedMs: Milliseconds.optional(),
      dueAt: z.date().optional(),
      failure: z.string().optional(),
    }),
  ),
  alerts: listOf(Alert),
})
