import type { ColumnType, Generated, RawBuilder } from 'kysely'
import type { AssignmentStatus } from '../../domain/assignment.ts'
import type { AssignmentReason } from '../../domain/assignment-reason.ts'
import type { Conversation } from '../../domain/conversation.ts'
import type { WrittenTimeOff } from '../../domain/documents/time-off.ts'
import type { Escalation } from '../../domain/escalation.ts'
import type {
  AccountId,
  AssignmentId,
  ContactId,
  ConversationId,
  DeliveryId,
  LeadId,
  PoolId,
  RepId,
  TimeOffId,
} from '../../domain/ids.ts'
import type { LeadState } from '../../domain/lead.ts'
import type { LeadEventType, Outcome, Tier } from '../../domain/lead-event.ts'
import type { TranscriptMessage } from '../../domain/lead-form.ts'
import type { LeadPart } from '../../domain/lead-parts.ts'
import type { Presence } from '../../domain/presence.ts'
import type { Target } from '../../domain/route.ts'
import type { Delivery, Notices } from '../../ports/intake.ts'
import type { AccountTables } from './account-tables.ts'
import type { ChannelTables } from './channel-tables.ts'
import type { ConfigurationTables } from './configuration-tables.ts'
import type { ContactTables } from './contact-tables.ts'
import type { IdentityIndexTables } from './identity-index-tables.ts'
import type { LedgerTables } from './ledger-tables.ts'
import type { PrivacyTables } from './privacy-tables.ts'
import type { SegmentTables } from './segment-tables.ts'
import type { SourceTables } from './source-tables.ts'
import type { Json, WorkTables } from './work-tables.ts'

/** JSON has no dates. */
type StoredEscalation = Omit<Escalation, 'nextAt'> & { readonly nextAt?: string }

type LeadTable = {
  id: LeadId
  version: number
  state: LeadState
  waitingFor: string | null
  sourceKey: string
  dedupeKey: string
  isTest: boolean
  receivedAt: Date
  deadlineAt: Date
  decidedAt: Date | null
  contactId: ContactId | null
  keyContactId: Generated<ContactId | null>
  accountId: Generated<AccountId | null>
  possibleOwnerId: Generated<RepId | null>
  score: number | null
  tier: Tier | null
  chain: Json<Target[]>
  assignmentId: AssignmentId | null
  repId: RepId | null
  acknowledgedAt: Date | null
  firstContactAt: Date | null
  outcome: Outcome | null
  triedRepIds: RepId[]
  skippedStages: string[]
  escalation: ColumnType<StoredEscalation, string | undefined, string>
  redeliveries: Generated<number>
}

type AssignmentTable = {
  id: AssignmentId
  leadId: LeadId
  contactId: ContactId
  repId: RepId
  status: AssignmentStatus
  reason: AssignmentReason
  poolId: PoolId | null
  ledgerSequence: number | null
  offeredAt: Date
  acknowledgeBy: Date | null
  acknowledgedAt: Date | null
  endedAt: Date | null
}

type TimeOffTable = {
  id: TimeOffId
  repId: RepId
  written: Json<WrittenTimeOff>
  startsAt: Date
  endsAt: Date
  coverRepId: RepId | null
  addedAt: Date
  addedBy: string
  removedAt: Date | null
  removedBy: string | null
  addedPosition: ColumnType<string | null, never, never>
  removedPosition: ColumnType<string | null, undefined, RawBuilder<string>>
}

/** Every table, by its name in the database. The migrations are the truth; this follows them. */
export type Tables = {
  apiTokens: {
    id: string
    name: string
    tokenHash: Buffer
    role: 'admin' | 'manager' | 'rep'
    repId: RepId | null
    createdAt: Generated<Date>
    revokedAt: Date | null
  }
  deliveries: {
    id: DeliveryId
    sourceKey: string
    receivedAt: Date
    contentType: string
    headers: Json<Record<string, string>>
    body: Buffer
    verdict: Delivery['verdict']
    notices: ColumnType<Notices | null, string | null, string | null>
    erasedAt: ColumnType<Date | null, Date | undefined, Date>
  }
  leads: LeadTable
  leadParts: {
    leadId: LeadId
    part: LeadPart
    content: Json<unknown>
    /** Made from the content by the database. */
    campaign: ColumnType<string | null, never, never>
    /** Since which place in the history it says this, and by which transaction. */
    since: ColumnType<string | null, never, never>
    sinceTxid: ColumnType<string | null, never, never>
  }
  leadPartVersions: {
    leadId: LeadId
    part: LeadPart
    since: string
    sinceTxid: string | null
    content: Json<unknown>
  }
  conversations: {
    id: ConversationId
    sourceKey: string
    conversationKey: string
    leadId: LeadId | null
    content: Json<Pick<Conversation, 'form' | 'qualified' | 'doubts'>>
    startedAt: Date
    latestAt: Date
    handoffAt: Date | null
    endedAt: Date | null
    isCut: Generated<boolean>
  }
  conversationMessages: {
    conversationId: ConversationId
    messageKey: string
    sequence: number
    role: TranscriptMessage['role']
    text: string
    at: Date | null
    receivedAt: Date
    isCut: boolean
    isQuestion: boolean
    buyingWords: number
  }
  conversationDeliveries: { conversationId: ConversationId; deliveryId: DeliveryId }
  leadDeliveries: { leadId: LeadId; deliveryId: DeliveryId }
  leadEvents: {
    leadId: LeadId
    version: number
    type: LeadEventType
    at: Date
    data: Json<Record<string, unknown>>
    schemaVersion: Generated<number>
    txid: Generated<string>
    position: ColumnType<string | null, never, never>
  }
  assignments: AssignmentTable
  presenceChanges: {
    repId: RepId
    sequence: number
    presence: Presence
    at: Date
    changedBy: string
    position: ColumnType<string | null, never, never>
  }
  timeOff: TimeOffTable
  capWaits: { repId: RepId; leadId: LeadId; receivedAt: Date }
} & AccountTables &
  ChannelTables &
  ConfigurationTables &
  ContactTables &
  WorkTables &
  SegmentTables &
  SourceTables &
  PrivacyTables &
  IdentityIndexTables &
  LedgerTables
