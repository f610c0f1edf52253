import type { Consent, LeadForm } from '../../domain/lead-form.ts'

/** When and from where a form came. */
type Sent = {
  readonly receivedAt: Date
  /** Where a browser posted it from, if one did. */
  readonly senderAddress?: string | undefined
}

/** Who names an earlier time has a clock that was never set. */
const EARLIEST_MS = Date.UTC(2000, 0)

/**
 * A form whose consents say when and from where they were given: at the time they name themselves,
 * else at that of the form, else when it was received, and never later than that. Two that say the
 * same are one. What a consent says of its address itself stays.
 */
export function stampConsents(form: LeadForm, { receivedAt, senderAddress }: Sent): LeadForm {
  if (form.consent === undefined) return form
  const stamped = form.consent.map((said): Consent => {
    const at = momentOf(said.at ?? form.submittedAt, receivedAt)
    const address = said.address ?? senderAddress
    return { ...said, at, ...(address === undefined ? {} : { address }) }
  })
  const distinct = new Map(stamped.map((said) => [JSON.stringify(said), said]))
  return { ...form, consent: [...distinct.values()] }
}

function momentOf(said: string | undefined, receivedAt: Date): string {
  const time = said === undefined ? Number.NaN : Date.parse(said)
  const isPossible = time >= EARLIEST_MS && time <= receivedAt.getTime()
  return (isPossible ? new Date(time) : receivedAt).toISOString()
}
