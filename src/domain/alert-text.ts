import type { AlertFacts } from './alert-facts.ts'
import { builtIn } from './alert-words/built-in.ts'
import type { Reader } from './alert-words/reader.ts'
import { shownFacts } from './alert-words/shown-facts.ts'
import { languageOf, USUAL_LOCALE, wordsOf } from './alert-words/words-of.ts'
import {
  type AlertTemplate,
  type TemplateKind,
  type TemplatesDocument,
  WORDED_CHANNELS,
} from './documents/templates.ts'
import { filledTemplate, type ShownFacts } from './template.ts'

/** The words of an alert: who, what they want, how urgent, and why this rep. */
export type AlertText = { readonly title: string; readonly lines: readonly string[] }

/** What the words of an alert are chosen by. */
export type AlertAudience = {
  readonly kind: TemplateKind
  readonly channel: string
  readonly reader: Reader
}

/** What others than the rep may see: a lock screen, and a message that travels unencrypted. */
export const SEEN_BY_OTHERS: ReadonlySet<string> = new Set(['sms', 'push'])

/** The channels a text is for. */
export const channelsOf = ({ channels }: AlertTemplate): readonly string[] =>
  channels ?? WORDED_CHANNELS.filter((channel) => !SEEN_BY_OTHERS.has(channel))

/**
 * What an alert says to one reader on one channel: by the first templates that are about it, else by
 * the words that are built in. A line with a fact that is not known is left out.
 */
export function alertText(
  facts: AlertFacts,
  audience: AlertAudience,
  templates: TemplatesDocument,
): AlertText {
  const shown = shownFacts(facts, audience.reader)
  const { title, lines } = wordingFor(audience, templates)
  return { title: titleOf(title, shown, audience), lines: linesOf(lines, shown) }
}

/** The texts by which an alert is told, before its facts are put in. */
export function wordingFor(
  { kind, channel, reader }: AlertAudience,
  { alerts }: TemplatesDocument,
): AlertText {
  const { locale = USUAL_LOCALE } = reader
  const about = alerts.filter(
    (one) => one.kinds.includes(kind) && channelsOf(one).includes(channel) && isRead(one, locale),
  )
  const usual = wordsOf(locale).texts[kind]
  const usualLines = SEEN_BY_OTHERS.has(channel) ? usual.brief : usual.lines
  return {
    title: about.find(({ title }) => title !== undefined)?.title ?? usual.title,
    lines: about.find(({ lines }) => lines !== undefined)?.lines ?? usualLines,
  }
}

const isRead = ({ locales }: AlertTemplate, locale: string) =>
  locales === undefined || locales.includes(locale) || locales.includes(languageOf(locale))

/** A message without a title is none: where a fact is not known the built-in one has its place. */
function titleOf(title: string, shown: ShownFacts, { kind, reader }: AlertAudience): string {
  const usual = wordsOf(reader.locale).texts[kind].title
  return filledTemplate(builtIn(title), shown) ?? filledTemplate(builtIn(usual), shown) ?? usual
}

/** A message that has its place in the text before is not said twice. */
function linesOf(lines: readonly string[], shown: ShownFacts): readonly string[] {
  const filled = lines.flatMap((line) => filledTemplate(builtIn(line), shown) || [])
  return [...new Set(filled)]
}

/** The words of a digest: its title, and what it says of each of its leads. */
export type DigestText = { readonly title: string; readonly items: readonly string[] }

/** What a digest says to one reader on one channel, in the order of its leads. */
export function digestText(
  leads: readonly AlertFacts[],
  { channel, reader }: Omit<AlertAudience, 'kind'>,
  templates: TemplatesDocument,
): DigestText {
  const audience = { kind: 'digest', channel, reader } as const
  const { title, lines } = wordingFor(audience, templates)
  const count = new Intl.NumberFormat(reader.locale).format(leads.length)
  return {
    title: titleOf(title, { count }, audience),
    items: leads.map((facts) => linesOf(lines, shownFacts(facts, reader)).join('\n')),
  }
}
