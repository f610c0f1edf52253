import type { TemplateKind } from '../domain/documents/templates.ts'
import type { Lead } from '../domain/lead.ts'
import type { Occasion } from '../ports/notification-log.ts'

/** Which texts an alert is told by. */
export function templateKind({ state }: Pick<Lead, 'state'>, occasion: Occasion): TemplateKind {
  if (occasion === 'team') return 'escalation'
  if (occasion !== 'assigned') return occasion
  return state === 'attached' ? 'attached' : 'offer'
}
