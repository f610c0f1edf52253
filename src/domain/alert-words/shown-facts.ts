import type { AlertFactName, AlertFacts } from '../alert-facts.ts'
import { filledTemplate, type ShownFacts } from '../template.ts'
import type { WhatIsNew } from '../what-is-new.ts'
import { builtIn } from './built-in.ts'
import { formatterFor } from './formatters.ts'
import { localDay, localMoment } from './local-time.ts'
import type { LocaleWords } from './locale-words.ts'
import type { Reader } from './reader.ts'
import { languageOf, USUAL_LOCALE, wordsOf } from './words-of.ts'

/** A rep reads this on a lock screen: the latest few say enough. */
const MOST_PAGES = 5

/**
 * The facts of an alert as one reader sees them. What a stranger typed comes on one line, but for the
 * message, and without signs that turn the direction of text or cannot be seen.
 */
export function shownFacts(facts: AlertFacts, reader: Reader): ShownFacts {
  const words = wordsOf(reader.locale)
  const { score, tier, receivedAt, acknowledgeBy, reasons, news } = facts
  const shown = {
    who: whoIsIt(facts, words, reader),
    name: nameOf(facts, reader),
    company: facts.company,
    job: facts.job,
    email: facts.email,
    phone: facts.phone,
    country: facts.country && countryName(facts.country, reader),
    source: facts.source,
    tier: tier && words.tiers[tier],
    score: score === undefined ? undefined : numbers(reader).format(score),
    reasons: reasons.join(', '),
    received: localMoment(receivedAt, reader),
    due: acknowledgeBy && localMoment(acknowledgeBy, reader),
    rep: facts.rep,
    ...remarks(facts, words),
    transcript: facts.transcriptUrl,
    rule: facts.ruleId,
    command: facts.swapCommand,
    online: facts.comeBack?.command,
    request: facts.comeBack?.request,
    other: facts.contact && (facts.contact.by ?? words.somebodyElse),
    how: facts.contact && words.contacts[facts.contact.how],
    ...(news === undefined ? {} : shownNews(news, words, reader)),
  } satisfies Partial<Record<AlertFactName, string | undefined>>
  const lines = Object.entries(shown).map(([name, value]) => [name, value && onOneLine(value)])
  return { ...Object.fromEntries(lines), message: facts.message && seen(facts.message) }
}

const remarks = ({ asksForPerson, isPerhapsTheirs }: AlertFacts, words: LocaleWords) => ({
  wish: asksForPerson ? words.wish : undefined,
  perhaps: isPerhapsTheirs ? words.perhaps : undefined,
})

function whoIsIt(facts: AlertFacts, words: LocaleWords, reader: Reader): string {
  const { email, phone, company } = facts
  const person = nameOf(facts, reader) || email || phone || words.someone
  return (company && filledTemplate(builtIn(words.who), { person, company })) || person
}

/** Languages in which the name of the family comes first. */
const FAMILY_FIRST: ReadonlySet<string> = new Set(['hu', 'ja', 'ko', 'vi', 'zh'])

function nameOf({ fullName, firstName, lastName }: AlertFacts, { locale }: Reader) {
  const given = [firstName, lastName]
  const isTurned = FAMILY_FIRST.has(languageOf(locale ?? USUAL_LOCALE))
  return fullName || (isTurned ? given.reverse() : given).filter(Boolean).join(' ')
}

const numbers = formatterFor((locale) => new Intl.NumberFormat(locale))

const countries = formatterFor(
  (locale) => new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' }),
)

const countryName = (code: string, reader: Reader): string =>
  /^[A-Z]{2}$/.test(code) ? (countries(reader).of(code) ?? code) : code

type NewsName = 'back' | 'did' | 'news' | 'pages' | 'before'

function shownNews(news: WhatIsNew, words: LocaleWords, reader: Reader) {
  const { leadsBefore, lastAt, fields } = news
  const isKnown = leadsBefore > 0
  return {
    back: words.back,
    did: isKnown ? didText(news, words) : undefined,
    news: isKnown ? fields.map((one) => fieldText(one, words)).join(', ') : undefined,
    pages: pagesText(news, words),
    before: lastAt && words.before(leadsBefore, localDay(lastAt, reader)),
  } satisfies Record<NewsName, string | undefined>
}

function didText({ pricingSeen, visit = 1 }: WhatIsNew, words: LocaleWords): string {
  const did = [
    ...(pricingSeen ? [words.pricingPage] : []),
    ...(visit > 1 ? [words.visit(visit)] : []),
  ]
  return did.join(', ')
}

const fieldText = ({ field, value }: WhatIsNew['fields'][number], { fields }: LocaleWords) =>
  `${fields[field] ?? field} ${value}`

function pagesText({ pages }: WhatIsNew, words: LocaleWords): string {
  const further = pages.length - MOST_PAGES
  const more = further > 0 ? ` ${words.more(further)}` : ''
  return `${pages.slice(0, MOST_PAGES).join(', ')}${more}`
}

/** Signs that turn the direction of what follows, and others that take no place. */
const UNSEEN = /[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g

const seen = (text: string) =>
  text.replace(/\r\n?/g, '\n').replace(UNSEEN, '').replace(CONTROL, ' ').trim()

/** Most facts are, and need not be looked through four times. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/

const onOneLine = (text: string) => (PLAIN.test(text) ? text : seen(text).replace(/\s+/g, ' '))
