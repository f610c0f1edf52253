import type { AlertAction, AlertState, LinkAction, OfferLink } from '../alert.ts'
import type { TemplateKind } from '../documents/templates.ts'
import type { Tier } from '../lead-event.ts'

/** What one kind of alert says, in the notation of templates. */
export type BuiltInText = {
  readonly title: string
  readonly lines: readonly string[]
  /** For browsers, whose notifications anybody may read; text messages have the title alone. */
  readonly brief: readonly string[]
}

/** What is said of an answer, with `{holder}` and `{codes}` where they are known. */
export type SaidOfAnswers = {
  readonly counts: Readonly<Record<OfferLink, string>>
  readonly usedUp: string
  readonly tooLate: string
  readonly passedOn: string
  readonly nothingOpen: string
  /** Where no answer of ours arrived, so that it is not known whether it counts. */
  readonly notCounted: string
  readonly several: string
}

type Heading = { readonly title: string; readonly text: string }

/** What the page behind a link says; its buttons are those of messages. */
export type PageWords = {
  readonly questions: Readonly<Record<LinkAction, string>>
  readonly endings: Readonly<Record<AnswerEnding, Heading>>
  /** With `{holder}`, where somebody has the lead. */
  readonly over: Heading & { readonly passedOn: string }
  /** With `{phone}`. */
  readonly called: Heading
  readonly noNumber: Heading
}

/** How an answer by a link ended, or why the link does nothing. */
export type AnswerEnding =
  | `${Exclude<LinkAction, 'call'>}-done`
  | 'snooze-used-up'
  | 'back-over'
  | 'unknown'
  | 'expired'

/** The words of one language that alerts are made of. */
export type LocaleWords = {
  readonly language: string
  readonly texts: Readonly<Record<TemplateKind, BuiltInText>>
  /** On buttons and links. */
  readonly answers: Readonly<Record<AlertAction, string>>
  readonly open: string
  /** On the button or link that dials. */
  readonly call: string
  /** On the link by which a rep who was set away comes back. */
  readonly comeBack: string
  /** How an offer ended, with `{by}` and `{time}`. */
  readonly endings: Readonly<Record<AlertState['outcome'], string>>
  /** When the person was reached, behind that, with `{contacted}`. */
  readonly reached: string
  /** How a text message is answered, with `{code}`; without declining for whoever may only take it. */
  readonly reply: { readonly both: string; readonly accept: string; readonly digest: string }
  /** What a rep is told of an answer by a button or a text message. */
  readonly said: SaidOfAnswers
  readonly pages: PageWords
  readonly tiers: Readonly<Record<Tier, string>>
  /** Names of fields, where they are not those of the product. */
  readonly fields: Readonly<Partial<Record<string, string>>>
  /** What somebody else did with the person. */
  readonly contacts: Readonly<Record<'call' | 'email' | 'meeting', string>>
  readonly somebodyElse: string
  /** Somebody without a name. */
  readonly someone: string
  /** A person with `{person}` and `{company}`. */
  readonly who: string
  readonly wish: string
  readonly back: string
  /** Of a contact that is new and resembles one of the rep's. */
  readonly perhaps: string
  readonly pricingPage: string
  visit(count: number): string
  /** More things of a list that is cut short. */
  more(count: number): string
  /** How often somebody wrote, and the day when they last did. */
  before(times: number, day: string): string
}
