import { type Person, person } from './person.ts'
import { random } from './random.ts'

/** One request as a source sends it: the key of the source, and a JSON body. */
export type Submission = { readonly source: string; readonly body: string }

/** The secret of the Google Ads source of the example company. */
const GOOGLE_KEY = 'demo-google-key'
/** How far back a returning person was here before. */
const BACK = 500

/**
 * The submission with that number, from 0: the mix a company sees on a good day. Seven in ten come
 * by the contact form, two by Google Ads, the rest by other forms. Six in a hundred are from people
 * who were here before, two are the request before sent again, one is a machine in the honeypot.
 */
export function submission(number: number): Submission {
  const next = random(number ^ 0x5eed)
  const kind = next()
  if (kind < 0.02 && number > 0) return submission(number - 1)
  const returns = kind < 0.08 && number > BACK
  const who = person(returns ? number - 1 - Math.floor(next() * BACK) : number)
  const source = next()
  if (source < 0.2) return googleAds(who, number)
  if (source < 0.25)
    return form('webinar', who, number, { message: 'Please send me the recording' })
  if (source < 0.3) return form('content-download', who, number, {})
  const timeframe = next() < 0.3 ? 'this-quarter' : 'later'
  return form('web-form', who, number, {
    message: `We look for a partner for ${who.company}. Could you show us a demo?`,
    timeframe,
    website_url: kind > 0.99 ? 'http://cheap.example' : '',
  })
}

/** An inquiry of somebody who was not here before, which says how urgent it is and asks nothing else. */
export const plainInquiry = (number: number, message: string): Submission =>
  form('web-form', person(number), number, { message })

function form(
  source: string,
  who: Person,
  number: number,
  more: Record<string, string>,
): Submission {
  const { email, phone, firstName, lastName, company, title, country } = who
  return {
    source,
    body: JSON.stringify({
      ...{
        email,
        phone,
        first_name: firstName,
        last_name: lastName,
        company,
        job_title: title,
        country,
      },
      ...more,
      form_id: `${source}-1`,
      page_url: `https://halden.example/${source}?utm_source=newsletter&utm_campaign=autumn`,
      submission_id: `${source}-${number}`,
    }),
  }
}

function googleAds(who: Person, number: number): Submission {
  const column = (id: string, value: string) => ({ column_id: id, string_value: value })
  return {
    source: 'google-ads',
    body: JSON.stringify({
      lead_id: `ga-${number}`,
      api_version: '1.0',
      form_id: 4400112233,
      campaign_id: 5500223344,
      google_key: GOOGLE_KEY,
      gcl_id: `gclid-${number}`,
      user_column_data: [
        column('FULL_NAME', `${who.firstName} ${who.lastName}`),
        column('WORK_EMAIL', who.email),
        column('PHONE_NUMBER', who.phone),
        column('COMPANY_NAME', who.company),
        column('JOB_TITLE', who.title),
        column('COUNTRY', who.country),
        column('when_do_you_plan_to_buy', number % 3 === 0 ? 'Within 1 month' : 'Just looking'),
      ],
    }),
  }
}
