import type { Tier } from './lead-event.ts'
import type { WhatIsNew } from './what-is-new.ts'

/** What is known when somebody is told of a lead, before it is put into anybody's language. */
export type AlertFacts = {
  readonly fullName: string | undefined
  readonly firstName: string | undefined
  readonly lastName: string | undefined
  /** Their address or number, for who gave no name. */
  readonly email: string | undefined
  readonly phone: string | undefined
  readonly company: string | undefined
  readonly job: string | undefined
  /** Two-letter code. */
  readonly country: string | undefined
  /** What they wrote. */
  readonly message: string | undefined
  /** Name of the source it came by. */
  readonly source: string | undefined
  readonly tier: Tier | undefined
  readonly score: number | undefined
  readonly reasons: readonly string[]
  readonly receivedAt: Date
  /** By when an answer is owed. */
  readonly acknowledgeBy: Date | undefined
  /** Name of the rep whose lead it is. */
  readonly rep: string | undefined
  readonly asksForPerson: boolean
  /** The rep has a contact that is perhaps the same person. */
  readonly isPerhapsTheirs: boolean
  /** Where the chat can be read, of a lead that comes from one. */
  readonly transcriptUrl: string | undefined
  /** Of somebody the rep knows. */
  readonly news: WhatIsNew | undefined
  /** The rule that late data speak for. */
  readonly ruleId: string | undefined
  /** What gives the lead to whom the rule says. */
  readonly swapCommand: string | undefined
  /** What says that the reader is back: a command, and a request to the API. */
  readonly comeBack: { readonly command: string; readonly request: string } | undefined
  /** That somebody else has reached the person, and who, where that is known. */
  readonly contact: ContactByOther | undefined
}

/** How somebody else reached a person, by their name. */
export type ContactByOther = {
  readonly how: 'call' | 'email' | 'meeting'
  readonly by: string | undefined
}

/** One fact that texts may show. */
export type AlertFact = {
  /** What it is, for the documentation and the answer to a misspelt name. */
  readonly about: string
  /**
   * What a person wrote, did or is known by: not for a lock screen, which shows it to whoever passes by,
   * nor for a text message, which travels unencrypted.
   */
  readonly isPrivate?: boolean
  /** The only kinds of alert of which it is ever known; of all when left out. */
  readonly kinds?: readonly string[]
}

/** The facts that texts of alerts may show, by the name they have there. A closed set. */
export const ALERT_FACTS = {
  who: { about: 'the person and their company, as far as they are known' },
  name: { about: 'the name of the person' },
  company: { about: 'their company' },
  job: { about: 'their job title' },
  email: { about: 'their mail address' },
  phone: { about: 'their telephone number' },
  country: { about: 'their country' },
  message: { about: 'what they wrote', isPrivate: true },
  source: { about: 'the name of the source' },
  tier: { about: 'hot, warm or cold' },
  score: { about: 'the points' },
  reasons: { about: 'why it has these points' },
  received: { about: 'when it came, in the rep’s own time' },
  due: { about: 'by when an answer is owed, in the rep’s own time' },
  rep: { about: 'who has the lead' },
  wish: { about: 'that they ask for a person in the chat' },
  transcript: { about: 'where the chat can be read', isPrivate: true },
  perhaps: { about: 'that they are perhaps a contact of the rep', kinds: ['offer'] },
  back: { about: 'that they are back', kinds: ['attached'] },
  did: { about: 'the pricing page, and which visit it is', kinds: ['attached'] },
  news: { about: 'values that none of their leads gave', isPrivate: true, kinds: ['attached'] },
  pages: { about: 'pages looked at since', isPrivate: true, kinds: ['attached'] },
  before: { about: 'how often they wrote before', kinds: ['attached'] },
  rule: { about: 'the rule that late data speak for', kinds: ['swap'] },
  command: { about: 'what gives the lead up', kinds: ['swap'] },
  online: { about: 'the command by which the rep comes back', kinds: ['set-away'] },
  request: { about: 'the same as a request to the API', kinds: ['set-away'] },
  other: { about: 'who has reached the person', kinds: ['contacted'] },
  how: { about: 'how they have', kinds: ['contacted'] },
  count: { about: 'how many leads a digest tells of', kinds: ['digest'] },
} as const satisfies Readonly<Record<string, AlertFact>>

export type AlertFactName = keyof typeof ALERT_FACTS
