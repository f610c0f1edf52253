import type { Facts } from './condition-fields.ts'
import type { LeadForm } from './lead-form.ts'

/**
 * What a condition may ask of a form as it was filled in: person, place, campaign, visit and answers.
 * Answers that share a key are joined by a comma.
 */
export function formFacts(form: LeadForm): Facts['lead'] {
  return {
    ...placeAndPerson(form),
    ...campaign(form),
    ...visit(form),
    answers: answersByKey(form.answers ?? []),
  }
}

function placeAndPerson(form: LeadForm): Facts['lead'] {
  return {
    city: form.city,
    region: form.region,
    postalCode: form.postalCode,
    company: form.company,
    title: form.title,
    message: form.message,
  }
}

function campaign(form: LeadForm): Facts['lead'] {
  return {
    formId: form.formId,
    formName: form.formName,
    utmSource: form.utm?.source,
    utmMedium: form.utm?.medium,
    utmCampaign: form.utm?.campaign,
    utmTerm: form.utm?.term,
    utmContent: form.utm?.content,
    campaignId: form.campaign?.id,
    campaignName: form.campaign?.name,
    webinarId: form.webinar?.id,
    webinarTitle: form.webinar?.title,
    assetId: form.asset?.id,
    assetTitle: form.asset?.title,
  }
}

function visit({ behaviour, ...form }: LeadForm): Facts['lead'] {
  return {
    pageUrl: form.pageUrl,
    pageTitle: form.pageTitle,
    landingUrl: form.landingUrl,
    referrer: form.referrer,
    locale: form.locale,
    timezone: form.timezone,
    pagesViewed: behaviour?.pagesViewed,
    sessionCount: behaviour?.sessionCount,
    timeOnPageMs: behaviour?.timeOnPageMs,
    timeToFillMs: behaviour?.timeToFillMs,
  }
}

function answersByKey(answers: NonNullable<LeadForm['answers']>): Record<string, string> {
  // No prototype: a form may ask for a `constructor`, and must not get ours.
  const byKey: Record<string, string> = Object.create(null)
  for (const { key, value } of answers) {
    const earlier = byKey[key]
    byKey[key] = earlier === undefined ? value : `${earlier}, ${value}`
  }
  return byKey
}
