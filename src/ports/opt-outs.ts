/** Addresses that asked a channel for no more messages. They are kept hashed. */
export type OptOuts = {
  add(channel: string, address: string, since: Date): Promise<void>
  remove(channel: string, address: string): Promise<void>
  /** Since when, or undefined while messages may be sent. */
  since(channel: string, address: string): Promise<Date | undefined>
}
