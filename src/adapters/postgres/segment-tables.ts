import type { Generated } from 'kysely'

/** The tables of the lists by which leads belong to segments. */
export type SegmentTables = {
  segmentVersions: {
    version: Generated<number>
    segment: string
    field: string
    entries: number
    loadedBy: string
    startedAt: Generated<Date>
    loadedAt: Date | null
    replacedAt: Date | null
    emptiedAt: Date | null
  }
  segmentEntries: { version: number; value: string }
}
