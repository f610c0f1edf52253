import type { Generated } from 'kysely'
import type { AssignmentId, LeadId, RepId } from '../../domain/ids.ts'

/** The tables of channels and of answers from messages. */
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
  channelOptOuts: { channel: string; addressHash: Buffer; since: Date }
}
