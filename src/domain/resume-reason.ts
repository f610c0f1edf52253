/** What freed a waiting lead. */
export type ResumeReason =
  | 'rep-online'
  | 'time-off-changed'
  | 'cap-freed'
  | 'account-changed'
  | 'shift-start'
  | 'wish-dropped'
  | 'its-turn'
  | 'rules-published'
  | 'watchdog'
