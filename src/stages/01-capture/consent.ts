import type { Consent } from '../../domain/lead-form.ts'
import { cut } from './clean-text.ts'
import type { Entry } from './entry.ts'

const GRANTED = new Set(['true', 'on', 'yes', 'y', '1', 'checked', 'granted', 'agreed', 'accepted'])
const NAME = /^consents?(?:[._-]+(.+))?$/is
/** Not `_text` behind the name of a box: in `consent_to_text` a person agrees to being texted. */
const PART = /(?:^|\.)(granted|text|version|key)$|[_-](version)$/i

type Part = 'granted' | 'text' | 'version' | 'key'
type Draft = Pick<Consent, 'key' | 'text' | 'version' | 'granted'>

/** True for a value that belongs to a consent: `consent`, `consent_sms`, `consent.sms.version`. */
export const isConsent = ({ name }: Entry): boolean => placeOf(name) !== undefined

/**
 * What the person agreed to. A box that says anything but yes is not granted, and a text without a
 * box is not granted either: absent never counts as agreed.
 */
export function consentOf(entries: readonly Entry[]): Consent[] {
  const drafts = new Map<string, Draft>()
  for (const { name, value } of entries) {
    const place = placeOf(name)
    if (place === undefined) continue
    const { box, part } = place
    const draft = drafts.get(box) ?? { key: cut(box, 100), granted: false }
    drafts.set(box, { ...draft, ...change(part, value) })
  }
  return [...drafts.values()].slice(0, 50)
}

/** The box a name is about, and what it says of it. */
function placeOf(name: string): { readonly box: string; readonly part: Part } | undefined {
  const [isNamed, rest = ''] = NAME.exec(name) ?? []
  if (isNamed === undefined) return undefined
  const about = PART.exec(rest)
  const box = rest.slice(0, about?.index) || 'consent'
  const part = (about?.[1] ?? about?.[2] ?? 'granted').toLowerCase() as Part
  return box.includes('.') ? undefined : { box, part }
}

function change(part: Part, value: string): Partial<Draft> {
  if (part === 'text') return { text: cut(value, 5_000) }
  if (part === 'version') return { version: cut(value, 100) }
  if (part === 'key') return { key: cut(value, 100) }
  return { granted: GRANTED.has(value.trim().toLowerCase()) }
}
