import type { OfAccount } from './account-matched.ts'
import type { AssignmentEvent } from './assignment-event.ts'
import type { ContactCompleted, ContactEdited } from './contact-edit.ts'
import type { ContactChanged } from './contact-join.ts'
import type { FirstContactMade } from './first-contact.ts'
import type { AssignmentId, ContactId, DeliveryId, ErasureId, RepId, ReviewItemId } from './ids.ts'
import type { LeadDecided } from './lead-decided.ts'
import type { MatchFinding } from './matching/match-verdict.ts'
import type { ResumeReason } from './resume-reason.ts'
import type { Target } from './route.ts'

/** What a provider did when asked, for the timeline. Times in milliseconds. */
export type ProviderOutcome = {
  readonly provider: string
  readonly outcome: 'found' | 'not-found' | 'cached' | 'unavailable' | 'refused' | 'late'
  readonly ms: number
}

type Scored = {
  at: Date
  score: number
  fit: number
  interest: number
  tier: Tier
  revision: number
}

type OfAssignment = { at: Date; assignmentId: AssignmentId; repId: RepId }

/**
 * Everything that can happen to a lead, in the past tense, without personal data.
 *
 * Events are facts: they are added, never changed. A new kind added here makes the compiler point
 * at every place that has to learn about it.
 */
export type LeadEvent =
  | {
      type: 'LeadCaptured'
      at: Date
      sourceKey: string
      deliveryId?: DeliveryId
      isTest: boolean
      /** The stage it starts at, when that is not the first. */
      startsAt?: string
    }
  /** What its delivery only named has been read from the vendor; its journey begins now. */
  | { type: 'LeadFetched'; at: Date; isTest: boolean }
  | { type: 'LeadValidated'; at: Date; notes: readonly string[] }
  | { type: 'LeadQuarantined'; at: Date; reasons: readonly string[]; reviewItemId: ReviewItemId }
  /** A person let a quarantined lead go on, at the named stage. */
  | { type: 'LeadReleased'; at: Date; reviewItemId: ReviewItemId; resumeAt: string }
  /** What a waiting lead waited for has come. */
  | { type: 'LeadResumed'; at: Date; why: ResumeReason; resumeAt: string }
  | { type: 'LeadRejected'; at: Date; reasons: readonly string[] }
  /** The lead was compared with the contacts that may be its person. */
  | ({ type: 'PersonCompared'; at: Date; revision: number } & MatchFinding)
  | {
      type: 'ContactIdentified'
      at: Date
      contactId: ContactId
      /** The contact its key said, where that was joined into the other. */
      keyContactId?: ContactId
      /** Which key attached the lead, or its likeness; `none` when it brought no key and is new. */
      by: 'email' | 'phone' | 'likeness' | 'new' | 'none'
      isNew: boolean
      /** Who has the contact that this one perhaps is. */
      possibleOwnerId?: RepId
      reviewItemId?: ReviewItemId
    }
  | ContactChanged
  /** Somebody wrote something about the person by hand, or took it back. */
  | ContactEdited
  | { type: 'LeadEnriched'; at: Date; providers: readonly ProviderOutcome[] }
  | (OfAccount & { type: 'AccountMatched' })
  | (Scored & { type: 'LeadScored' })
  | { type: 'StageSkipped'; at: Date; stage: string; why: 'late' | 'failed'; code?: string }
  | { type: 'LeadRouted'; at: Date; ruleId: string; chain: readonly Target[]; revision: number }
  | LeadDecided
  | AssignmentEvent
  | (OfAssignment & {
      type: 'RepNotified'
      channel: string
      notificationId: string
      providerId: string
    })
  | {
      type: 'NotificationFailed'
      at: Date
      assignmentId: AssignmentId
      channel: string
      notificationId: string
      code: string
    }
  | {
      type: 'CrmRecordWritten'
      at: Date
      crm: string
      recordId: string
      created: boolean
      fields: readonly string[]
    }
  | {
      type: 'CrmConflictFound'
      at: Date
      crm: string
      fields: readonly string[]
      reviewItemId: ReviewItemId
    }
  /** Comparing was skipped, and was made good once the lead had its contact. */
  | ({
      type: 'PersonComparedLate'
      at: Date
      revision: number
      reviewItemId?: ReviewItemId
    } & MatchFinding)
  | { type: 'LeadReenriched'; at: Date; providers: readonly ProviderOutcome[] }
  /** More was known of its company, or finding its account was made good. */
  | (OfAccount & { type: 'AccountMatchedLate' })
  | (Scored & { type: 'LeadRescored' })
  /** The person asked to be forgotten, here or at the source; whoever had the lead has it no more. */
  | { type: 'LeadErased'; at: Date; erasureId?: ErasureId; assignmentId?: AssignmentId }
  /** The chat that the lead came from went on. `filled` names fields that were missing. */
  | {
      type: 'ChatContinued'
      at: Date
      messages: number
      filled: readonly string[]
      askedForPerson?: boolean
      ended?: boolean
      /** Where the lead starts again, because it can be answered now. */
      resumeAt?: string
    }
  /** What the lead has said since it was validated was looked at as well. */
  | { type: 'LeadRevalidated'; at: Date; notes: readonly string[] }
  | ContactCompleted
  /** Its delivery was read again by the present mapping; these fields of its form are others now. */
  | {
      type: 'LeadReplayed'
      at: Date
      deliveryId: DeliveryId
      fields: readonly string[]
      isTest: boolean
      /** Where the lead starts again; without it what was decided stands. */
      resumeAt?: string
      /** Whose it is is found out again. */
      identifiesAnew?: boolean
    }
  | FirstContactMade
  | { type: 'OutcomeRecorded'; at: Date; outcome: Outcome }

export type LeadEventType = LeadEvent['type']

/** How urgent a lead is, from the thresholds of the scoring document. */
export const TIERS = ['hot', 'warm', 'cold'] as const
export type Tier = (typeof TIERS)[number]

/** What became of a lead commercially. */
export const OUTCOMES = ['qualified', 'meeting', 'won', 'lost', 'spam'] as const
export type Outcome = (typeof OUTCOMES)[number]
