/** Which callbacks of vendors were heeded already. */
export type CallbackLog = {
  /** True when the one with this key was heeded in the last days. */
  wasHeeded(channel: string, key: string): Promise<boolean>
  /** Notes it once its effect is committed; noting it again changes nothing. */
  heeded(channel: string, key: string, at: Date): Promise<void>
}
