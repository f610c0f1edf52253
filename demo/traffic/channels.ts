import type { Chance } from './chance.ts'
import type { Person } from './person.ts'

/** A request as one source of the example company sends it. */
export type SourceRequest = {
  readonly path: string
  readonly contentType: string
  readonly body: string
  /** Only our own API asks for a token; sources prove themselves in their own ways. */
  readonly needsToken: boolean
  readonly headers: Readonly<Record<string, string>>
}

/** How a lead differs from an ordinary one. */
export type Twist = {
  readonly fields?: Readonly<Record<string, string>>
  readonly isTest?: boolean
  /** In the place of the key Google Ads proves itself with. */
  readonly googleKey?: string
}

type Write = (who: Person, number: number, chance: Chance, twist: Twist) => SourceRequest

/** The secret of the Google Ads source of the example company. */
const GOOGLE_KEY = 'demo-google-key'
const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
const MESSAGES = [
  'Could you show us a demo next week? We are about twenty people.',
  'What is the price for a team of fifty?',
  'We are comparing three vendors and decide this month.',
  'Is there an API, and how long does it take to get going?',
  'Please send me some information.',
]
const LOCAL_MESSAGES: Readonly<Record<string, string>> = {
  DE: 'Wir suchen eine Lösung für unseren Vertrieb. Bitte rufen Sie zurück.',
  FR: 'Nous aimerions recevoir une offre pour trois sites.',
  NO: 'Hei! Kan dere ringe meg om en demo?',
  ES: '¿Pueden enviarnos un presupuesto para cuarenta personas?',
  BR: 'Gostaríamos de ver uma demonstração esta semana.',
}
const CAMPAIGNS = [
  'utm_source=google&utm_medium=cpc',
  'utm_source=newsletter',
  'utm_source=linkedin',
]

/** How each source writes a lead. */
export const channels = {
  'contact form, by script': (who, number, { one }, { fields }) =>
    asJson('/v1/capture/web-form', {
      ...contact(who),
      ...{ job_title: who.title, message: messageOf(who, one), timeframe: one(TIMEFRAMES) },
      ...{ form_name: 'Contact sales', submission_id: `web-${number}` },
      page_url: `https://halden.example/contact?${one(CAMPAIGNS)}`,
      ...fields,
    }),

  'contact form, by browser': (who, number, { one }, { fields }) =>
    asForm('/v1/capture/web-form', {
      ...{ name: `${who.firstName} ${who.lastName}`, 'your-email': who.email, tel: who.phone },
      ...{ firma: who.company, stilling: who.title, country: who.country.name },
      ...{ message: messageOf(who, one), website_url: '' },
      page_url: `https://halden.example/contact?visit=${number}`,
      ...fields,
    }),

  'Google Ads': (who, number, { one }, { isTest, googleKey }) =>
    asJson('/v1/capture/google-ads', {
      ...{ lead_id: `ga-${number}`, api_version: '1.0', form_id: 4_400_112_233 },
      ...{ campaign_id: 5_500_223_344, gcl_id: `gclid-${number}` },
      google_key: googleKey ?? GOOGLE_KEY,
      ...(isTest ? { is_test: true } : {}),
      user_column_data: googleColumns(who, one(PLANS)),
    }),

  'guide download': (who, number, _chance, { fields }) =>
    asJson('/v1/capture/content-download', {
      ...contact(who),
      ...{ position: who.title, asset: 'Ten ways to answer faster', fax: '' },
      submission_id: `guide-${number}`,
      ...fields,
    }),

  'webinar registration': (who, number, { happens }, { fields }) =>
    asForm('/v1/capture/webinar', {
      'registrant[first_name]': who.firstName,
      'registrant[last_name]': who.lastName,
      'registrant[email]': who.email,
      'registrant[job_title]': who.title,
      ...{ organization: who.company, country: who.country.code, phone: who.phone },
      ...{ submission_id: `webinar-${number}`, attended: happens(0.5) ? 'yes' : 'no' },
      ...fields,
    }),

  'partner referral': (who, number, { one }, { fields }) =>
    asJson('/v1/capture/partner-form', {
      ...{ contact: { ...contact(who), title: who.title }, partner: 'Brightwater Consulting' },
      ...{ referral_note: messageOf(who, one), submission_id: `partner-${number}` },
      ...fields,
    }),

  'own API': (who, number, { one }, { isTest }) => ({
    ...asJson('/v1/leads', {
      ...{ email: who.email, phone: who.phone, company: who.company, title: who.title },
      ...{ firstName: who.firstName, lastName: who.lastName, country: who.country.code },
      ...{ message: messageOf(who, one), ...(isTest ? { isTest } : {}) },
    }),
    needsToken: true,
    headers: { 'idempotency-key': `demo-${number}` },
  }),
} as const satisfies Record<string, Write>

export type ChannelName = keyof typeof channels

const TIMEFRAMES = ['now', 'this-quarter', 'later', 'later', '']
const PLANS = ['Immediately', 'Within 1 month', 'Within 3 months', 'Just looking', 'Just looking']

const messageOf = ({ country }: Person, one: Chance['one']) =>
  one([...MESSAGES, ...MESSAGES.map((message) => LOCAL_MESSAGES[country.code] ?? message)])

const contact = ({ firstName, lastName, email, phone, company, country }: Person) => ({
  ...{ first_name: firstName, last_name: lastName, email, phone, company },
  country: country.code,
})

function googleColumns(who: Person, plan: string) {
  const column = (id: string, value: string) => ({ column_id: id, string_value: value })
  return [
    column('FULL_NAME', `${who.firstName} ${who.lastName}`),
    column('WORK_EMAIL', who.email),
    column('PHONE_NUMBER', who.phone),
    column('COMPANY_NAME', who.company),
    column('JOB_TITLE', who.title),
    column('COUNTRY', who.country.code),
    column('when_do_you_plan_to_buy', plan),
  ]
}

const asJson = (path: string, body: object): SourceRequest => ({
  ...{ path, contentType: JSON_TYPE, body: JSON.stringify(body) },
  ...{ needsToken: false, headers: {} },
})

const asForm = (path: string, fields: Record<string, string>): SourceRequest => ({
  ...{ path, contentType: FORM_TYPE, body: new URLSearchParams(fields).toString() },
  ...{ needsToken: false, headers: {} },
})
