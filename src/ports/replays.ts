import type { ConversationPart } from '../domain/conversation.ts'
import type { DeliveryId, LeadId } from '../domain/ids.ts'
import type { Findings } from '../domain/lead-parts.ts'
import type { CapturedLead, Delivery, Notices } from './intake.ts'
import type { Page, PageRequest } from './page.ts'

/**
 * What a replay did, strongest first: it could not be read; a lead was made; a lead that nobody has
 * got another form and goes again; one that is decided was completed; its person is erased; nothing.
 */
export const REPLAY_EFFECTS = [
  'failed',
  'created',
  'changed',
  'decided',
  'erased',
  'unchanged',
] as const
export type ReplayEffect = (typeof REPLAY_EFFECTS)[number]

/** What became of one lead of a delivery. `why` is a stable code. */
export type ReplayedLead = {
  readonly leadId?: LeadId
  readonly effect: ReplayEffect
  readonly why?: string
  /** The fields of the form that are others now. */
  readonly fields?: readonly string[]
}

/** What became of a delivery: the strongest of what became of its leads. */
export type ReplayedDelivery = {
  readonly deliveryId: DeliveryId
  readonly sourceKey: string
  readonly receivedAt: Date
  readonly effect: ReplayEffect
  /** Of one that failed: its code. Of one without any lead: why there is none. */
  readonly why?: string
  readonly leads: readonly ReplayedLead[]
}

/** Which deliveries of a source to replay: received at `since` or later, and before `until`. */
export type ReplayQuery = PageRequest & {
  readonly sourceKey: string
  readonly since: Date
  readonly until: Date
}

type Options = {
  /** Says what a replay would do, and does nothing of it. */
  readonly dryRun: boolean
}

/**
 * Runs stored deliveries through the present mapping. What is proved is not proved again: the verdict
 * was kept. A replay that is repeated, or made by two processes at once, does everything once.
 */
export type Replays = {
  /**
   * Replays one delivery, and resolves once all of it is committed. Rejects with `Refused`
   * (`delivery-unknown`) and with `Unavailable` (`database-down`); what was done until then stays, and
   * repeating it does the rest.
   */
  one(id: DeliveryId, options: Options): Promise<ReplayedDelivery>
  /**
   * Replays the next deliveries of a source, oldest first: at most `limit`, and fewer when they take
   * long. One that fails is told as such and keeps no other from its turn.
   */
  page(query: ReplayQuery, options: Options): Promise<Page<ReplayedDelivery>>
}

/** A delivery as it is kept, with what it proved when it came. */
export type KeptDelivery = Omit<Delivery, 'notices'> & {
  /** When all or some of it was erased. */
  readonly erasedAt: Date | undefined
}

/** One lead that a kept delivery says. */
export type LeadOfDelivery = {
  readonly lead: CapturedLead
  /** What validation finds in its form. */
  readonly findings: Findings
  /** What to doubt about it when it is a new lead: its captcha can be asked no more. */
  readonly unchecked: readonly string[]
  /** True when something of it was erased. */
  readonly isErased: boolean
}

/** What a kept delivery says by the present mapping. */
export type DeliveryReadAgain = {
  readonly leads: readonly LeadOfDelivery[]
  /** True when it is no batch: a lead in it is the one it always was about. */
  readonly isSingle: boolean
  readonly notices: Notices | undefined
  readonly withdrawn: readonly string[]
  readonly conversations: readonly ConversationPart[]
}

/** Reads a kept delivery. Rejects with `Refused` when it cannot be read, or its source is gone. */
export type ReadAgain = (delivery: KeptDelivery) => Promise<DeliveryReadAgain>
