/** What freed a waiting lead. */
export type ResumeReason =
  | 'rep-online'
  | 'time-off-changed'
  | 'shift-start'
  | 'rules-published'
  | 'watchdog'
