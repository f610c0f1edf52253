import { CLICK_IDS } from './click-ids.ts'
import type { LeadForm } from './lead-form.ts'
import type { Signal } from './signal.ts'

/** How a visit came about. `ad`: a paid click; `campaign`: any other marked link. */
export const TOUCH_CHANNELS = ['ad', 'campaign', 'referral', 'direct'] as const
export type TouchChannel = (typeof TOUCH_CHANNELS)[number]

/** The beginning of one visit, or the lead itself where it came without one. */
export type Touch = {
  /** ISO 8601. */
  readonly at: string
  readonly channel: TouchChannel
  readonly utm?: LeadForm['utm']
  /** Click ids by their parameter name. */
  readonly click?: LeadForm['click']
  readonly campaign?: LeadForm['campaign']
  readonly referrer?: string
  readonly landingUrl?: string
}

/** The touches of a lead: the first and last of all, and the last that was not direct. */
export type Touches = {
  readonly first: Touch
  readonly last: Touch
  readonly lastNonDirect?: Touch
}

/** Paid media, as people write them into `utm_medium`. */
const PAID = /^(cpc|ppc|cpm|cpv|cpa|paid.*|display|banner|retargeting|sponsored.*)$/i
/** Click ids that also stand on links nobody paid for. */
const UNPAID_CLICK_IDS = new Set(['fbclid', '_fbp', '_fbc', 'fbp', 'fbc'])

/**
 * The touches behind a lead: one for each visit among the signals, which are those before the lead
 * in any order, and one for the lead's own visit, of which its form knows best. Undefined when
 * neither signals nor form say how the person came.
 */
export function touchesOf(
  form: LeadForm,
  receivedAt: Date,
  signals: readonly Signal[],
): Touches | undefined {
  const views = signals.filter(({ type, url }) => type === 'page-view' && url !== undefined)
  const own = views.filter(({ sessionId }) => sessionId === form.sessionId)
  const visits = Map.groupBy(views, ({ sessionId }) => sessionId)
  const touches = [
    ...[...visits].flatMap(([id, of]) => (id === form.sessionId ? [] : touchOfVisit(of))),
    ...touchOfForm(form, receivedAt, own),
  ].toSorted(byTime)
  const [first] = touches
  const last = touches.at(-1)
  if (first === undefined || last === undefined) return undefined
  const lastNonDirect = touches.findLast(({ channel }) => channel !== 'direct')
  return { first, last, ...(lastNonDirect === undefined ? {} : { lastNonDirect }) }
}

/** ISO texts of one form sort as their times do; the rest only makes the order the same always. */
function byTime(a: Touch, b: Touch): number {
  const [left, right] = [a, b].map((touch) => `${touch.at} ${JSON.stringify(touch)}`)
  return left === right ? 0 : (left ?? '') < (right ?? '') ? -1 : 1
}

/** A visit is what its first page says, unless a later one of it was reached by a marked link. */
function touchOfVisit(views: readonly Signal[]): Touch[] {
  const inOrder = views.toSorted(
    (a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1),
  )
  const touches = inOrder.map(({ at, url, referrer }) =>
    touch(at, { landingUrl: url, referrer, ...marksIn(url) }),
  )
  const [first] = touches
  if (first === undefined) return []
  const marked = touches.find(({ channel }) => channel === 'ad' || channel === 'campaign')
  return [marked === undefined ? first : { ...marked, at: first.at }]
}

function touchOfForm(form: LeadForm, receivedAt: Date, own: readonly Signal[]): Touch[] {
  const [seen] = touchOfVisit(own)
  if (!tellsOfVisit(form)) return seen === undefined ? [] : [seen]
  const { landingUrl, referrer, utm, click, campaign } = form
  const landed = landingUrl ?? form.pageUrl
  const said = touch(seen === undefined ? receivedAt : new Date(seen.at), {
    ...{ landingUrl: landed, referrer, campaign },
    ...marksIn(landed),
    ...(isEmpty(utm) ? {} : { utm }),
    ...(isEmpty(click) ? {} : { click }),
  })
  return [seen !== undefined && said.channel === 'direct' ? seen : said]
}

const tellsOfVisit = ({ landingUrl, pageUrl, referrer, utm, click, campaign }: LeadForm) =>
  [landingUrl, pageUrl, referrer].some(Boolean) || ![utm, click, campaign].every(isEmpty)

const isEmpty = (marks: object | undefined) =>
  marks === undefined || Object.values(marks).every((value) => value === undefined)

type Evidence = {
  readonly [Field in keyof Omit<Touch, 'at' | 'channel'>]: Touch[Field] | undefined
}

function touch(at: Date, { referrer, ...evidence }: Evidence): Touch {
  const from = isOwnPage(referrer, evidence.landingUrl) ? undefined : referrer
  const known = Object.entries({ ...evidence, referrer: from }).filter(([, value]) => value)
  const channel = channelOf({ ...evidence, referrer: from })
  return { at: at.toISOString(), channel, ...Object.fromEntries(known) }
}

function channelOf({ utm, click = {}, campaign, referrer }: Evidence): TouchChannel {
  const isPaidClick = Object.keys(click).some((name) => !UNPAID_CLICK_IDS.has(name))
  if (isPaidClick || !isEmpty(campaign) || PAID.test(utm?.medium ?? '')) return 'ad'
  if (!isEmpty(utm)) return 'campaign'
  return referrer === undefined ? 'direct' : 'referral'
}

/** Whoever follows a link within a website did not come from it. */
function isOwnPage(referrer: string | undefined, page: string | undefined): boolean {
  if (!referrer) return true
  const host = hostOf(referrer)
  return host !== undefined && host === hostOf(page)
}

function hostOf(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address)
  return url === null ? undefined : url.hostname.replace(/^www\./, '')
}

/** The longest value of a mark that a form may have too. */
const LONGEST = 500

function marksIn(address: string | undefined): Pick<Evidence, 'utm' | 'click'> {
  const query = address === undefined ? undefined : URL.parse(address, 'http://page.invalid')
  const found = (names: readonly string[], prefix = '') =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = query?.searchParams.get(`${prefix}${name}`)?.trim().slice(0, LONGEST)
        return value ? [[name, value]] : []
      }),
    )
  const utm = found(['source', 'medium', 'campaign', 'term', 'content'], 'utm_')
  const click = found(CLICK_IDS)
  return { utm: isEmpty(utm) ? undefined : utm, click: isEmpty(click) ? undefined : click }
}
