import { attributionOf, type NameFor } from './attribution.ts'
import { isCanary } from './canaries/is-canary.ts'
import type { Contact } from './contact.ts'
import { DAYS } from './day.ts'
import { engagementInTranscript } from './engagement.ts'
import { formFacts } from './form-facts.ts'
import type { Lead } from './lead.ts'
import type { LeadForm } from './lead-form.ts'

/**
 * Every field a condition may name, with its type. This is the whole vocabulary of routing and
 * scoring; a name that is not here is refused when a document is applied.
 */
export const CONDITION_FIELDS = {
  lead: {
    source: 'string',
    country: 'string',
    city: 'string',
    region: 'string',
    postalCode: 'string',
    company: 'string',
    title: 'string',
    message: 'string',
    formId: 'string',
    formName: 'string',
    pageUrl: 'string',
    pageTitle: 'string',
    landingUrl: 'string',
    referrer: 'string',
    locale: 'string',
    timezone: 'string',
    pagesViewed: 'double',
    sessionCount: 'double',
    timeOnPageMs: 'double',
    timeToFillMs: 'double',
    isTest: 'bool',
    emailDomain: 'string',
    freeMail: 'bool',
    hasPhone: 'bool',
    phoneCountry: 'string',
    utmSource: 'string',
    utmMedium: 'string',
    utmCampaign: 'string',
    utmTerm: 'string',
    utmContent: 'string',
    campaignId: 'string',
    campaignName: 'string',
    webinarId: 'string',
    webinarTitle: 'string',
    assetId: 'string',
    assetTitle: 'string',
    answers: 'map<string, string>',
  },
  contact: {
    leadCount: 'double',
    hasOwner: 'bool',
    seniority: 'string',
    department: 'string',
    title: 'string',
  },
  account: {
    name: 'string',
    domain: 'string',
    employees: 'double',
    industry: 'string',
    country: 'string',
    annualRevenue: 'double',
    id: 'string',
    named: 'bool',
    ownerId: 'string',
    parentId: 'string',
    parentName: 'string',
  },
  signals: {
    visits: 'double',
    pageViews: 'double',
    pricingViews: 'double',
    downloads: 'double',
    webinarMinutes: 'double',
    daysSinceFirst: 'double',
  },
  chat: {
    visitorMessages: 'double',
    medianAnswerSeconds: 'double',
    questions: 'double',
    buyingWords: 'double',
    qualificationAnswers: 'double',
    handoffAsked: 'bool',
    ended: 'bool',
    durationSeconds: 'double',
  },
  score: { total: 'double', fit: 'double', interest: 'double', tier: 'string' },
  time: { hour: 'double', weekday: 'string', now: 'google.protobuf.Timestamp' },
} as const

/**
 * The group whose names a `routing` document gives: `segments.dach` is whether the lead is in that
 * segment.
 */
export const SEGMENTS = 'segments'

type TypeOf = {
  string: string
  bool: boolean
  double: number
  'map<string, string>': Readonly<Record<string, string>>
  'google.protobuf.Timestamp': Date
}
type Fields = typeof CONDITION_FIELDS

/** What is known when a condition is evaluated. A field that is undefined is missing. */
export type Facts = {
  readonly [Group in keyof Fields]: {
    readonly [Field in keyof Fields[Group]]?:
      | TypeOf[Fields[Group][Field] & keyof TypeOf]
      | undefined
  }
} & {
  /** Whether the lead is in a segment, by its id; missing where that is unknown. */
  readonly [SEGMENTS]?: Readonly<Record<string, boolean>>
}

/**
 * What is known about a lead at a moment. `country` is the checked one, or what the form says when
 * that is a two-letter code. Answers that share a key are joined by a comma. Times are in UTC;
 * `time.now.getHours("Europe/Oslo")` gives the hour elsewhere. Without the contact its number of
 * leads and its owner are missing; without `nameFor` a campaign or form has only the name the lead
 * came with.
 */
export function factsOf(
  lead: Lead,
  now: Date,
  { nameFor, contact }: { nameFor?: NameFor; contact?: Contact } = {},
): Facts {
  const { form, enrichment, scoring, signals } = lead.parts
  return {
    lead: { ...leadFacts(lead), ...(nameFor && namesIn(form, nameFor)) },
    contact: {
      leadCount: contact?.leadCount,
      hasOwner: contact && contact.ownerRepId !== undefined,
      seniority: enrichment?.person?.seniority,
      department: enrichment?.person?.department,
      title: enrichment?.person?.title ?? form.title,
    },
    account: companyFacts(lead),
    signals: signals ?? {},
    chat: chatFacts(lead),
    score: {
      total: scoring?.total ?? lead.score,
      fit: scoring?.fit,
      interest: scoring?.interest,
      tier: lead.tier,
    },
    time: { hour: now.getUTCHours(), weekday: DAYS[(now.getUTCDay() + 6) % 7], now },
  }
}

/** What the book says of the account goes before what providers know of the company. */
function companyFacts({ parts: { account, enrichment } }: Lead): Facts['account'] {
  const known = Object.entries(account?.facts ?? {}).filter(([, value]) => value !== undefined)
  const { parentOwnerId: _, ...own } = Object.fromEntries(known)
  return { ...enrichment?.company, ...own }
}

function leadFacts(lead: Lead): Facts['lead'] {
  const { form, findings } = lead.parts
  return {
    ...formFacts(form),
    source: lead.parts.capture?.canaryOf ?? lead.sourceKey,
    country: findings?.country ?? countryCode(form.country),
    isTest: lead.isTest && !isCanary(lead),
    emailDomain: findings?.emailDomain,
    freeMail: findings?.freeMail,
    hasPhone: findings ? findings.phone !== undefined : undefined,
    phoneCountry: findings?.phoneCountry,
  }
}

/** Nothing is known of a chat that there was not. */
function chatFacts({ parts: { chat, form } }: Lead): Facts['chat'] {
  if (chat !== undefined) return chat.engagement
  return form.transcript === undefined ? {} : engagementInTranscript(form.transcript)
}

function namesIn(form: LeadForm, nameFor: NameFor): Facts['lead'] {
  const { campaign, form: named } = attributionOf(form, nameFor)
  return { campaignName: campaign?.name, formName: named?.name }
}

const countryCode = (country: string | undefined) =>
  country !== undefined && /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : undefined
