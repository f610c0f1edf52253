import type { Generated } from 'kysely'
import type { CanaryProblem } from '../../domain/canaries/canary-verdict.ts'
import type { AssignmentId, LeadId, RepId } from '../../domain/ids.ts'

/** The tables of channels, of answers from messages, of activities in the CRM, and of canaries. */
export type ChannelTables = {
  installationSecrets: { name: string; value: Buffer; createdAt: Generated<Date> }
  callbackReceipts: { channel: string; key: string; at: Date }
  pushSubscriptions: {
    id: string
    repId: RepId
    endpoint: string
    p256dh: string
    auth: string
    createdAt: Generated<Date>
  }
  digestEntries: {
    assignmentId: AssignmentId
    leadId: LeadId
    repId: RepId
    digestId: AssignmentId | null
    takenAt: Date | null
    toldAt: Date | null
  }
  channelAlarms: { channel: string; code: string; since: Date }
  activityWatches: {
    crm: string
    place: LeadId | null
    dueAt: Date
    holder: string | null
    heldUntil: Date | null
    alarm: string | null
    alarmSince: Date | null
    toldAt: Date | null
    soonestAt: Date | null
  }
  canaries: {
    routeId: string
    dueAt: Date
    holder: string | null
    heldUntil: Date | null
    leadId: LeadId | null
    sentAt: Date | null
    state: 'unknown' | 'ok' | 'failing'
    problems: readonly CanaryProblem[]
    since: Date | null
    checkedAt: Date | null
    okAt: Date | null
    tookMs: number | null
    told: string | null
  }
  channelOptOuts: { channel: string; addressHash: Buffer; since: Date }
}
