import { Unavailable } from '../domain/failure.ts'

/** What a person has to mend at a vendor before its leads can be read again. */
export const ALARM_CODES = [
  'source-token-expired',
  'source-permission-missing',
  'source-version-ended',
] as const
export type AlarmCode = (typeof ALARM_CODES)[number]

/** What a person has to mend, when that is why it failed. */
export const alarmOf = (error: unknown): AlarmCode | undefined =>
  error instanceof Unavailable ? ALARM_CODES.find((code) => code === error.code) : undefined

/** Something at a source that waits for a person to mend something. */
export type SourceAlarm = {
  readonly sourceKey: string
  readonly code: AlarmCode
  readonly since: Date
}

/** What waits: leads that cannot be read, or names of campaigns that cannot be asked for. */
export type StandingAlarm = SourceAlarm & { readonly waiting: 'leads' | 'names' }

/** Which sources need a person, for all processes of the installation. */
export type SourceAlarms = {
  /** Its leads wait. Resolves with true when this is news: another code, or no alarm before. */
  raise(alarm: SourceAlarm): Promise<boolean>
  /** Its leads go on. Resolves with true when there was an alarm. */
  clear(sourceKey: string): Promise<boolean>
  /** All that stand, by the key of their source, leads before names. */
  standing(): Promise<readonly StandingAlarm[]>
}
