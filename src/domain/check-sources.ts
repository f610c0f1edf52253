import { CANARY_SOURCE } from './canaries/is-canary.ts'
import type { ReferenceProblem } from './document-references.ts'
import { type Source, type SourcesDocument, TAKES_BROWSERS } from './documents/sources.ts'

/** What a source of each kind cannot do without, and why. */
const NEEDED: Partial<Record<Source['kind'], Partial<Record<keyof Source, string>>>> = {
  meta: {
    secret: 'the secret of your app at Meta, which signs its notifications',
    verifyToken: 'the word Meta repeats when it asks whether the address is yours',
    api: 'a page token, because Meta only names leads and they are read from its API',
  },
  linkedin: {
    secret: 'the client secret of your app at LinkedIn, which signs its notifications',
    api: 'an access token, because LinkedIn only names leads and they are read from its API',
  },
  hubspot: {
    secret: 'the client secret of your app at HubSpot, which signs its webhooks',
    api: 'an access token, because HubSpot only names contacts and they are read from its API',
  },
}

type Kind = Source['kind']

/** Kinds that are proved by their secret alone, whether or not their path has a token as well. */
const SECRET_ONLY: Partial<Record<Kind, string>> = {
  'google-ads': 'the key you type in Google Ads, which stands in every delivery',
  zoom: 'the secret token of your app at Zoom, which signs its deliveries',
  drift: 'the verification token of your app at Drift, which stands in every delivery',
  intercom: 'the client secret of your app at Intercom, which signs its deliveries',
}

/** Kinds whose sender signs, or at least can be given an address that nobody else knows. */
const SECRET_OR_TOKEN: ReadonlySet<Kind> = new Set([
  ...(['typeform', 'webflow', 'hubspot-workflow', 'calendly', 'tiktok', 'chatbot'] as const),
  ...(['jotform', 'gravity-forms', 'wpforms', 'elementor', 'contact-form-7'] as const),
])

/**
 * Everything a source lacks that its kind, or another of its settings, cannot do without, and what it
 * asks for that its kind cannot do.
 */
export function checkSources({ sources }: SourcesDocument): readonly ReferenceProblem[] {
  return sources.flatMap((source, index) => [
    ...(source.key === CANARY_SOURCE ? [reserved(index)] : []),
    ...lacking(source).map(({ name, reason }) => ({
      kind: 'sources' as const,
      path: ['sources', index],
      reason: `\`${source.key}\` needs \`${name}\`: ${reason}`,
    })),
    ...unusable(source).map(({ name, reason }) => ({
      kind: 'sources' as const,
      path: ['sources', index, name],
      reason,
    })),
  ])
}

const reserved = (index: number): ReferenceProblem => ({
  kind: 'sources',
  path: ['sources', index, 'key'],
  reason: `\`${CANARY_SOURCE}\` is the source of synthetic leads; use another key`,
})

type Lack = { readonly name: string; readonly reason: string }

/** Kinds whose records can be read from their vendor. */
const READABLE: ReadonlySet<Source['kind']> = new Set(['meta', 'linkedin', 'hubspot', 'jotform'])

const READING = ['api', 'reread', 'reconcileMinutes'] as const

const BROWSERS = [...TAKES_BROWSERS].join(' and ')

function unusable(source: Source): readonly Lack[] {
  const { kind, captcha, names } = source
  const asked = READABLE.has(kind) ? [] : READING.filter((name) => source[name] !== undefined)
  const nothingThere = `a delivery of kind ${kind} holds all there is: nothing is read from an API`
  const noBrowser = `browsers do not post to kind ${kind}: only ${BROWSERS} have a captcha`
  return [
    ...asked.map((name) => ({ name, reason: nothingThere })),
    ...(captcha === undefined || TAKES_BROWSERS.has(kind)
      ? []
      : [{ name: 'captcha', reason: noBrowser }]),
    ...(names === undefined || names.kind === kind
      ? []
      : [{ name: 'names', reason: `leads of kind ${kind} have no ids of ${names.kind}` }]),
  ]
}

/** Without a proof every delivery would be refused, and nobody would be told why. */
function unproved({ kind, secret, pathToken }: Source): readonly Lack[] {
  const secretIs = SECRET_ONLY[kind]
  if (secret !== undefined) return []
  if (secretIs !== undefined) return [{ name: 'secret', reason: secretIs }]
  if (!SECRET_OR_TOKEN.has(kind) || pathToken !== undefined) return []
  const reason = 'one of them must prove its deliveries, or all of them are refused'
  return [{ name: 'secret` or `pathToken', reason }]
}

function lacking(source: Source): readonly Lack[] {
  return [...unproved(source), ...missing(source)]
}

function missing(source: Source): readonly Lack[] {
  const { kind, api, reread, reconcileMinutes } = source
  const byKind = Object.entries(NEEDED[kind] ?? {})
    .filter(([name]) => source[name as keyof Source] === undefined)
    .map(([name, reason]): Lack => ({ name, reason }))
  if (api !== undefined || byKind.some(({ name }) => name === 'api')) return byKind
  return [
    ...byKind,
    ...(reread ? [{ name: 'api', reason: 'records are read again from there' }] : []),
    ...(reconcileMinutes === undefined
      ? []
      : [{ name: 'api', reason: 'leads of which we were not told are looked for there' }]),
  ]
}
