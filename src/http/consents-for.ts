import type { Consent } from '../domain/lead-form.ts'
import type { Caller } from './authenticate.ts'
import { ownView } from './who-may.ts'

/** Consents as the caller may see them: from which network address they came is no concern of a rep. */
export function consentsFor<C extends Pick<Consent, 'address'>>(
  caller: Caller,
  consents: readonly C[],
): readonly Omit<C, 'address'>[] {
  if (ownView(caller) === undefined) return consents
  return consents.map(({ address: _, ...said }) => said)
}
