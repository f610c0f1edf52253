import type { Draft } from '../domain/simulation/draft.ts'
import type { Moment } from '../domain/simulation/moment.ts'
import type { SimulationReport } from '../domain/simulation/report.ts'
import type { History } from '../ports/past.ts'
import { leadIn, recallEvent } from './apply-event.ts'
import { attend } from './attend.ts'
import { checkHistory } from './check-history.ts'
import type { OnLine } from './compare-logs.ts'
import { followHistory } from './follow-history.ts'
import { reportOn } from './report-on.ts'
import { shareOwner } from './share-owner.ts'
import { underDraft } from './under-draft.ts'
import { worldFrom } from './world.ts'

/**
 * Goes through a part of the past twice at once: as it was, where every decision is made again and has
 * to come out the same, and with other documents. Resolves with what would have been different.
 * Without a draft both are the same, and so is what comes out. Rejects as reading the history does.
 */
export async function simulate(
  { beginning, habits, lookups, parts }: History,
  draft: Draft,
  onLine?: OnLine,
): Promise<SimulationReport> {
  const past = worldFrom(beginning)
  const drafted = worldFrom(beginning)
  const worlds = { past, drafted }
  const check = checkHistory(past, lookups, onLine)
  const follow = followHistory(drafted, underDraft(lookups, draft), habits)

  function meet(moment: Moment): void {
    if (moment.kind === 'credit') {
      check.credit(moment)
      follow.credit(moment)
    } else if (moment.kind === 'event') {
      const own = leadIn(past, moment.leadId, moment.receivedAt)
      const { state, contactId } = own.lead
      const { seed, ownerChanged } = check.event(moment)
      shareOwner(contactId, worlds, ownerChanged)
      follow.event(moment, state, seed)
    } else {
      attend(past, moment)
      attend(drafted, moment)
      follow.attendanceChanged(moment.at)
    }
  }

  for await (const { earlier, moments } of parts) {
    for (const { leadId, receivedAt, event } of earlier) {
      recallEvent(past, leadIn(past, leadId, receivedAt), event)
      recallEvent(drafted, leadIn(drafted, leadId, receivedAt), event)
    }
    for (const moment of moments) meet(moment)
  }
  return reportOn({ past, drafted, habits, proof: check.proof() })
}
