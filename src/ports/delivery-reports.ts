/** What a vendor says became of a message that it had accepted. */
export type DeliveryReport = {
  readonly channel: string
  readonly notificationId: string
  readonly delivered: boolean
  readonly at: Date
}

/** Keeps what vendors report later. */
export type DeliveryReports = {
  /**
   * Notes that a message reached the rep's device, or records with the lead that it did not
   * (`<channel>-undelivered`). Reports come in any order and more than once; the first of each kind
   * counts, and one of an alert that is unknown counts for nothing.
   */
  report(report: DeliveryReport): Promise<void>
}
