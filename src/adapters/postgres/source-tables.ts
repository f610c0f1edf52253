import type { NamedKind } from '../../domain/attribution.ts'
import type { AlarmCode } from '../../ports/source-alarms.ts'

/** The tables of what is asked of vendors besides single leads, and of what is in the way of that. */
export type SourceTables = {
  campaignNames: {
    kind: NamedKind
    id: string
    sourceKey: string
    vendor: string
    name: string | null
    seenAt: Date
    askedAt: Date | null
    dueAt: Date
  }
  nameLookUps: {
    sourceKey: string
    gatheredUntil: Date | null
    gatheredWholeAt: Date | null
    dueAt: Date
    holder: string | null
    heldUntil: Date | null
    alarm: AlarmCode | null
    alarmSince: Date | null
  }
  sourceAlarms: { sourceKey: string; code: AlarmCode; since: Date }
  sourcePositions: {
    sourceKey: string
    seenUntil: Date
    searchUntil: Date | null
    page: string | null
    dueAt: Date
    holder: string | null
    heldUntil: Date | null
  }
}
