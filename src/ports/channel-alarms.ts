/** A channel on which nobody is told until a person has mended something. */
export type ChannelAlarm = {
  readonly channel: string
  /** What is wrong, as a stable code. */
  readonly code: string
  readonly since: Date
}

/** Which channels need a person, for all processes of the installation. */
export type ChannelAlarms = {
  /** Resolves with true when this is news: another code, or no alarm before. Rejects with `Unavailable`. */
  raise(alarm: ChannelAlarm): Promise<boolean>
  /** The channel works. Resolves with true when there was an alarm. Rejects with `Unavailable`. */
  clear(channel: string): Promise<boolean>
  /** All that stand, by channel. Rejects with `Unavailable`. */
  standing(): Promise<readonly ChannelAlarm[]>
}
