import type { AlertAction, AlertKind } from '../domain/alert.ts'
import type { SlaDocument } from '../domain/documents/sla.ts'
import type { RepId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { Notification } from '../ports/notifier.ts'
import type { Alert } from './send-on.ts'

/** What kind of alert it is, how urgent, and what whoever is told can answer. */
export function askedOf(
  lead: Lead,
  { repId, ...alert }: Pick<Alert, 'occasion' | 'isSetAway'> & { readonly repId: RepId },
  { snooze, critical }: SlaDocument,
): Pick<Notification, 'kind' | 'priority' | 'actions'> {
  // Whoever is set away is told of themselves: nothing is open of the lead, which they had.
  const isOpen = !alert.isSetAway && lead.state === 'assigned' && lead.acknowledgedAt === undefined
  const mayWait = lead.escalation.snoozes < snooze.times
  const own: readonly AlertAction[] = ['accept', 'decline', ...(mayWait ? ['snooze' as const] : [])]
  const isOfItsRep = repId === lead.repId && alert.occasion !== 'team'
  const kind = kindOf(lead, alert)
  const { tier = 'warm' } = lead
  const isCritical = critical.kinds.includes(kind) || (isOpen && critical.tiers.includes(tier))
  return {
    kind,
    priority: isCritical ? 'critical' : PRIORITIES[tier],
    actions: isOpen ? (isOfItsRep ? own : ['accept']) : [],
  }
}

function kindOf(
  { state }: Lead,
  { occasion, isSetAway }: Pick<Alert, 'occasion' | 'isSetAway'>,
): AlertKind {
  if (isSetAway) return 'set-away'
  if (occasion === 'assigned') return state === 'attached' ? 'attached' : 'offer'
  if (occasion === 'team') return 'escalation'
  return occasion === 'reminder' ? 'offer' : occasion
}

const PRIORITIES = { hot: 'high', warm: 'normal', cold: 'low' } as const
