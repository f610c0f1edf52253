import type { LeadForm } from '../../domain/lead-form.ts'
import type { Findings } from '../../domain/lead-parts.ts'
import type { Judgement } from '../../ports/lead-check.ts'
import { suspicions } from './suspicion.ts'

type Given = {
  readonly form: LeadForm
  readonly findings: Findings
  readonly paused: boolean
  /** True when a person is asked for in a chat, where they can be answered without any address. */
  readonly waitsInChat: boolean
  /** What capturing doubted already. */
  readonly doubts: readonly string[]
}

/**
 * Rejects what no person need look at: tests, machines, and forms without any way to answer.
 * Quarantines what a person should look at. Everything else may go on.
 */
export function judge(given: Given): Judgement {
  const rejections = reasonsToReject(given)
  if (rejections.length > 0) return { verdict: 'rejected', reasons: rejections }
  const doubts = reasonsToDoubt(given)
  return doubts.length > 0 ? { verdict: 'quarantined', reasons: doubts } : { verdict: 'accepted' }
}

function reasonsToReject({ form, findings, waitsInChat, doubts }: Given): string[] {
  const mayBeReached = isReachable(findings) || canBeMended(form) || waitsInChat
  return [
    ...(form.isTest === true ? ['test-lead'] : []),
    ...(form.honeypot?.trim() ? ['honeypot-filled'] : []),
    // Of what could not be read nobody knows yet whether it has an address.
    ...(mayBeReached || doubts.includes('delivery-unreadable') ? [] : ['unreachable']),
  ]
}

function reasonsToDoubt({ form, findings, paused, waitsInChat, doubts }: Given): string[] {
  return [
    ...doubts,
    ...(paused ? ['source-paused'] : []),
    ...(findings.throwawayMail === true ? ['throwaway-mail'] : []),
    ...suspicions(form),
    ...(isReachable(findings) || waitsInChat
      ? []
      : findings.notes.filter((note) => UNREADABLE.has(note))),
  ]
}

const UNREADABLE = new Set(['email-invalid', 'phone-unreadable'])

const isReachable = ({ email, phone }: Findings) => email !== undefined || phone !== undefined

/** A person can often see what was meant: a comma in an address, a digit too many. */
const canBeMended = ({ email = '', phone = '' }: LeadForm) =>
  email.includes('@') || /\d(\D*\d){4}/.test(phone)
