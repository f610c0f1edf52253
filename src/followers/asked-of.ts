import type { AlertAction, AlertKind } from '../domain/alert.ts'
import type { SlaDocument } from '../domain/documents/sla.ts'
import type { RepId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { Occasion } from '../ports/notification-log.ts'
import type { Notification } from '../ports/notifier.ts'

/** What kind of alert it is, how urgent, and what whoever is told can answer. */
export function askedOf(
  lead: Lead,
  { occasion, repId }: { readonly occasion: Occasion; readonly repId: RepId },
  { snooze, critical }: SlaDocument,
): Pick<Notification, 'kind' | 'priority' | 'actions'> {
  const isOpen = lead.state === 'assigned' && lead.acknowledgedAt === undefined
  const mayWait = lead.escalation.snoozes < snooze.times
  const own: readonly AlertAction[] = ['accept', 'decline', ...(mayWait ? ['snooze' as const] : [])]
  const isOfItsRep = repId === lead.repId && occasion !== 'team'
  const kind = kindOf(lead, occasion)
  const { tier = 'warm' } = lead
  const isCritical = critical.kinds.includes(kind) || (isOpen && critical.tiers.includes(tier))
  return {
    kind,
    priority: isCritical ? 'critical' : PRIORITIES[tier],
    actions: isOpen ? (isOfItsRep ? own : ['accept']) : [],
  }
}

function kindOf({ state }: Lead, occasion: Occasion): AlertKind {
  if (occasion === 'assigned') return state === 'attached' ? 'attached' : 'offer'
  if (occasion === 'team') return 'escalation'
  return occasion === 'reminder' ? 'offer' : occasion
}

const PRIORITIES = { hot: 'high', warm: 'normal', cold: 'low' } as const
