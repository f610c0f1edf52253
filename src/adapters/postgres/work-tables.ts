import type { ColumnType, Generated } from 'kysely'
import type {
  AssignmentId,
  ContactId,
  LeadId,
  RepId,
  ReviewItemId,
  SubscriptionId,
  TaskId,
  VisitorId,
} from '../../domain/ids.ts'
import type { MatchWeights } from '../../domain/matching/fellegi-sunter.ts'
import type { ValueFrequencies } from '../../domain/matching/value-frequencies.ts'
import type { ReviewKind } from '../../domain/review-item.ts'
import type { SentSignal } from '../../domain/signal.ts'
import type {
  DisabledBecause,
  EventDelivery,
  Include,
  SubscriptionState,
} from '../../domain/subscription.ts'
import type { FollowerName } from '../../domain/task.ts'
import type { CrmFields } from '../../ports/crm.ts'
import type { Occasion } from '../../ports/notification-log.ts'

/** A jsonb column: read as the value, written as JSON text. */
export type Json<T> = ColumnType<T, string, string>

/** What a signal says besides what it is counted by. */
export type SignalDetails = Pick<SentSignal, 'url' | 'title' | 'referrer' | 'label'>

/** The tables of what leads set off, and of what keeps the product itself going. */
export type WorkTables = {
  tasks: {
    id: TaskId
    leadId: LeadId
    follower: FollowerName
    subject: string | null
    state: Generated<'open' | 'done' | 'refused' | 'dead'>
    dueAt: Date | null
    createdAt: Generated<Date>
    endedAt: Date | null
    failure: string | null
  }
  notifications: {
    id: string
    leadId: LeadId
    assignmentId: AssignmentId
    repId: RepId
    channel: string
    occasion: Generated<Occasion>
    step: Generated<string>
    state: 'sending' | 'accepted' | 'refused' | 'read'
    title: string
    lines: Json<string[]>
    providerId: string | null
    attempts: Generated<number>
    failure: string | null
    createdAt: Generated<Date>
    acceptedAt: Date | null
    deliveredAt: Date | null
    digestId: AssignmentId | null
    uncertainSince: Generated<Date | null>
  }
  crmLinks: {
    contactId: ContactId
    crm: string
    recordId: string
    lastSeen: Json<CrmFields>
    updatedAt: Generated<Date>
  }
  crmContacts: {
    id: string
    contactId: ContactId
    fields: Json<CrmFields>
    updatedAt: Generated<Date>
  }
  contactClaims: {
    contactId: ContactId
    purpose: string
    holder: string
    keptAt: Generated<Date>
  }
  reviewItems: {
    id: ReviewItemId
    kind: ReviewKind
    leadId: LeadId
    contactId: ContactId | null
    otherContactId: Generated<ContactId | null>
    reasons: string[]
    details: Json<Record<string, unknown>>
    createdAt: Generated<Date>
    resolvedAt: Date | null
    resolvedBy: string | null
    resolution: string | null
  }
  enrichmentCache: { provider: string; subjectHash: Buffer; answer: Json<unknown>; expiresAt: Date }
  signals: {
    id: string
    visitorId: VisitorId | null
    sessionId: string
    sourceKey: string
    type: string
    at: Date
    receivedAt: Date
    value: number | null
    details: Json<SignalDetails>
  }
  visitorIdentifications: {
    sequence: Generated<string>
    visitorId: VisitorId
    contactId: ContactId
    keyContactId: Generated<ContactId | null>
    since: Date
  }
  signalAllowances: { day: string; key: string; taken: number }
  idempotencyKeys: {
    caller: string
    key: string
    bodyHash: Buffer
    leadId: LeadId | null
    createdAt: Generated<Date>
  }
  deadLetters: {
    id: string
    queue: string
    leadId: LeadId
    taskId: TaskId | null
    attempts: number
    failure: string
    createdAt: Generated<Date>
    redrivenAt: Date | null
  }
  subscriptions: {
    id: SubscriptionId
    url: string
    events: string[]
    description: string
    include: Include[]
    disableAfterDays: number
    state: Generated<SubscriptionState>
    disabledBecause: Generated<DisabledBecause | null>
    secret: string
    previousSecret: Generated<string | null>
    previousSecretUntil: Generated<Date | null>
    startsTxid: Generated<string>
    failures: Generated<number>
    failingSince: Generated<Date | null>
    restUntil: Generated<Date | null>
    lastAcceptedAt: Generated<Date | null>
    claimedBy: Generated<string | null>
    claimedUntil: Generated<Date | null>
    createdAt: Generated<Date>
  }
  eventDeliveries: {
    sequence: Generated<string>
    subscriptionId: SubscriptionId
    leadId: LeadId
    version: number
    type: string
    at: Date
    state: Generated<EventDelivery['state']>
    nextAttemptAt: Date
    attempts: Generated<number>
    misses: Generated<number>
    lastAttemptAt: Generated<Date | null>
    responseStatus: Generated<number | null>
    failure: Generated<string | null>
    createdAt: Generated<Date>
  }
  eventLogPlace: { system: string | null; txid: string; leadId: string; version: number }
  matchModels: {
    version: Generated<number>
    madeAt: Generated<Date>
    contacts: number
    lessons: number
    labels: number
    learned: number
    weights: Json<MatchWeights>
    frequencies: Json<ValueFrequencies>
  }
  matchLearning: { onlyOne: Generated<boolean>; dueAt: Generated<Date> }
  processes: {
    id: string
    role: string
    hosts: string[]
    opsPort: number | null
    machine: string | null
    startedAt: Generated<Date>
    seenAt: Generated<Date>
  }
}
