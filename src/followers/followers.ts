import type { FollowerName } from '../domain/task.ts'
import type { Follower } from '../ports/follower.ts'
import { completeContact } from './complete-contact.ts'
import { erase } from './erase.ts'
import { escalate } from './escalate.ts'
import { handOff } from './hand-off.ts'
import { lateData } from './late-data.ts'
import { notify } from './notify.ts'
import { resolveConflicts } from './resolve-conflicts.ts'
import { resume } from './resume.ts'
import { settleAlerts } from './settle-alerts.ts'
import { tellContacted } from './tell-contacted.ts'
import { tellEscalation } from './tell-escalation.ts'
import { tellJoined } from './tell-joined.ts'
import { tellSetAway } from './tell-set-away.ts'
import { tellSwap } from './tell-swap.ts'
import { writeCrm } from './write-crm.ts'

/** Every follower by its name. */
export const followers: Readonly<Record<FollowerName, Follower>> = {
  notify,
  'hand-off': handOff,
  escalate,
  'tell-escalation': tellEscalation,
  'settle-alerts': settleAlerts,
  resume,
  'tell-joined': tellJoined,
  'tell-swap': tellSwap,
  'tell-contacted': tellContacted,
  'tell-set-away': tellSetAway,
  'write-crm': writeCrm,
  'resolve-conflicts': resolveConflicts,
  'late-data': lateData,
  'complete-contact': completeContact,
  erase,
}
