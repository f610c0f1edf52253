import { CLICK_IDS } from '../../domain/click-ids.ts'
import { cut } from './clean-text.ts'
import { TARGET_LIMITS, type Target } from './targets.ts'

/** Query parameters that say which campaign or click brought a visitor. */
const PARAMETERS: readonly (readonly [string, Target])[] = [
  ['utm_source', 'utm.source'],
  ['utm_medium', 'utm.medium'],
  ['utm_campaign', 'utm.campaign'],
  ['utm_term', 'utm.term'],
  ['utm_content', 'utm.content'],
  ...CLICK_IDS.map((id) => [id, `click.${id}`] as const),
]

/** What the addresses say about campaign and click; an earlier address wins. */
export function trackingIn(addresses: readonly (string | undefined)[]): Map<Target, string> {
  const queries = addresses.flatMap((address) => query(address))
  return new Map(
    PARAMETERS.flatMap(([parameter, target]) => {
      const value = queries.map((params) => params.get(parameter)?.trim()).find(Boolean)
      return value ? [[target, cut(value, TARGET_LIMITS[target])] as const] : []
    }),
  )
}

function query(address: string | undefined): URLSearchParams[] {
  // A page may send only its path; the base makes that readable and is itself never used.
  const url = address === undefined ? null : URL.parse(address, 'http://page.invalid')
  return url === null ? [] : [url.searchParams]
}
