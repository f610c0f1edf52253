import type { Consent } from '../../domain/lead-form.ts'
import { cut } from './clean-text.ts'
import type { Entry } from './entry.ts'

const GRANTED = new Set(['true', 'on', 'yes', 'y', '1', 'checked', 'granted', 'agreed', 'accepted'])
const PATH = /^consents?(?:[._-]+([^.]+))?(?:\.([^.]+))?$/i

type Draft = { key: string; text?: string; granted: boolean }

/** True for a value that belongs to a consent: `consent`, `consent_sms`, `consent.sms.granted`. */
export function isConsent({ name }: Entry): boolean {
  const part = PATH.exec(name)?.[2]
  return PATH.test(name) && (part === undefined || ['granted', 'text', 'key'].includes(part))
}

/**
 * What the person agreed to. A box that says anything but yes is not granted, and a text without a
 * box is not granted either: absent never counts as agreed.
 */
export function consentOf(entries: readonly Entry[]): Consent[] {
  const drafts = new Map<string, Draft>()
  for (const { name, value } of entries) {
    const [, key = 'consent', part = 'granted'] = PATH.exec(name) ?? []
    const draft = drafts.get(key) ?? { key: cut(key, 100), granted: false }
    drafts.set(key, { ...draft, ...change(part, value) })
  }
  return [...drafts.values()].slice(0, 50)
}

function change(part: string, value: string): Partial<Draft> {
  if (part === 'text') return { text: cut(value, 5_000) }
  if (part === 'key') return { key: cut(value, 100) }
  return { granted: GRANTED.has(value.trim().toLowerCase()) }
}
