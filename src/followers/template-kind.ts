import type { TemplateKind } from '../domain/documents/templates.ts'
import type { Lead } from '../domain/lead.ts'
import type { Alert } from './send-on.ts'

/** Which texts an alert is told by. */
export function templateKind(
  { state }: Pick<Lead, 'state'>,
  { occasion, isSetAway }: Pick<Alert, 'occasion' | 'isSetAway'>,
): TemplateKind {
  if (isSetAway) return 'set-away'
  if (occasion === 'team') return 'escalation'
  if (occasion !== 'assigned') return occasion
  return state === 'attached' ? 'attached' : 'offer'
}
