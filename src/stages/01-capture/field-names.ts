import { isTarget, type Target } from './targets.ts'

/** Finds the field of ours that a name of theirs stands for. */
export type TargetOf = (name: string) => Target | undefined

/** Names that forms give our fields, written without case, spaces, dashes and underscores. */
const ALIASES: Partial<Record<Target, string>> = {
  email: 'email mail youremail workemail businessemail emailaddress useremail contactemail',
  phone:
    'phone tel telephone mobile cell phonenumber yourphone whatsapp mobilephone cellphone ' +
    'telephonenumber mobilenumber workphone yourtel',
  firstName: 'firstname fname givenname first namefirst',
  lastName: 'lastname lname surname familyname last namelast',
  fullName: 'name fullname yourname contactname username',
  company:
    'company yourcompany organization organisation org companyname businessname business employer',
  title: 'title jobtitle position role',
  country: 'country countrycode regioncountry countryname',
  region: 'region state province county',
  city: 'city town locality',
  postalCode: 'postalcode postcode zip zipcode',
  website: 'website companywebsite websiteurl',
  message:
    'message yourmessage comment comments question inquiry enquiry howcanwehelp howcanwehelpyou',
  sourceLeadId: 'submissionid',
  formId: 'formid',
  formName: 'formname',
  pageUrl: 'pageurl pageuri pagelocation',
  pageTitle: 'pagetitle',
  landingUrl: 'landingurl landingpage landingpageurl',
  referrer: 'referrer referer',
  visitorId: 'visitorid',
  sessionId: 'sessionid',
  'behaviour.firstSeenAt': 'firstseenat',
  'behaviour.sessionCount': 'sessioncount',
  'behaviour.pagesViewed': 'pagesviewed',
  'behaviour.timeOnPageMs': 'timeonpagems',
  'behaviour.timeToFillMs': 'timetofillms',
  locale: 'locale',
  timezone: 'timezone',
  submittedAt: 'submittedat',
  'utm.source': 'utmsource',
  'utm.medium': 'utmmedium',
  'utm.campaign': 'utmcampaign',
  'utm.term': 'utmterm',
  'utm.content': 'utmcontent',
  'campaign.id': 'campaignid',
  'campaign.name': 'campaignname',
  'adGroup.id': 'adgroupid adsetid',
  'adGroup.name': 'adgroupname adsetname',
  'ad.id': 'adid creativeid',
  'ad.name': 'adname',
  'webinar.id': 'webinarid',
  'webinar.title': 'webinartitle webinarname',
  'webinar.startsAt': 'webinarstartsat startsat',
  'asset.id': 'assetid',
  'asset.title': 'assettitle assetname',
  'click.gclid': 'gclid clickgclid',
  'click.gbraid': 'gbraid clickgbraid',
  'click.wbraid': 'wbraid clickwbraid',
  'click.fbclid': 'fbclid clickfbclid',
  'click.fbc': 'fbc clickfbc',
  'click.fbp': 'fbp clickfbp',
  'click.msclkid': 'msclkid clickmsclkid',
  'click.ttclid': 'ttclid clickttclid',
  'click.li_fat_id': 'lifatid clicklifatid',
  'click.twclid': 'twclid clicktwclid',
}

/**
 * Words that only wrap the fields of a person. In `user.name` the last part alone is looked at;
 * in `product.name` it is not, because that is not the name of a person.
 */
const WRAPPERS = new Set(
  (
    'fields field formfields form user contact lead person customer data payload properties ' +
    'values attendee registrant visitor profile submission answers context'
  ).split(' '),
)

const TARGETS = new Map(
  Object.entries(ALIASES).flatMap(([target, names]) =>
    names.split(' ').map((name) => [name, target as Target] as const),
  ),
)

/** The name without case, spaces, dashes and underscores, which forms use as they please. */
export const normalisedName = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '')

/** Finds targets by the field map of a source first, then by the names forms commonly use. */
export function targetFinder(fieldMap: Readonly<Record<string, readonly string[]>>): TargetOf {
  const own = ownNames(fieldMap)
  return (name) => {
    const plain = normalisedName(name)
    return own(name) ?? TARGETS.get(plain.replaceAll('.', '')) ?? TARGETS.get(unwrapped(plain))
  }
}

/** Finds targets by the field map of a source alone. */
export function ownNames(fieldMap: Readonly<Record<string, readonly string[]>>): TargetOf {
  const own = new Map(
    Object.entries(fieldMap).flatMap(([target, names]) =>
      isTarget(target) ? names.map((name) => [normalisedName(name), target] as const) : [],
    ),
  )
  return (name) => own.get(normalisedName(name))
}

function unwrapped(plain: string): string {
  const parts = plain.split('.')
  const last = parts.pop() ?? ''
  return parts.every((part) => WRAPPERS.has(part)) ? last : ''
}
