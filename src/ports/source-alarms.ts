/** What a person has to mend at a vendor before its leads can be read again. */
export const ALARM_CODES = ['source-token-expired', 'source-permission-missing'] as const
export type AlarmCode = (typeof ALARM_CODES)[number]

/** A source whose leads wait for a person to mend something. */
export type SourceAlarm = {
  readonly sourceKey: string
  readonly code: AlarmCode
  readonly since: Date
}

/** Which sources need a person, for all processes of the installation. */
export type SourceAlarms = {
  /** Resolves with true when this is news: another code, or no alarm before. */
  raise(alarm: SourceAlarm): Promise<boolean>
  /** Resolves with true when there was an alarm. */
  clear(sourceKey: string): Promise<boolean>
  /** Those that stand, by the key of their source. */
  standing(): Promise<readonly SourceAlarm[]>
}
