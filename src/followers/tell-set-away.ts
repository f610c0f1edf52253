import { readAlertSubject } from '../domain/alert-subject.ts'
import type { Follower } from '../ports/follower.ts'
import { claimed } from './claimed.ts'
import { tellPerson } from './tell-person.ts'
import { repOf } from './tell-rep.ts'

/**
 * Tells a rep that an escalation has set them away, and how they come back; nobody who is back by then. An
 * alert of its own, which asks for no answer, since the lead is with somebody else.
 */
export const tellSetAway: Follower = {
  name: 'tell-set-away',
  async run(task, ports, turn) {
    const { assignmentId, step, repId, occasion } = readAlertSubject(task.subject)
    if ((await ports.presence.all()).get(repId) !== 'set-away') return
    const lead = await ports.leads.load(task.leadId)
    const { contactId } = lead
    if (contactId === undefined) throw new Error(`Lead ${lead.id} was assigned without a contact`)

    const rep = await repOf(repId, ports)
    const alert = { assignmentId, occasion, step, isSetAway: true } as const
    await claimed(ports.contacts, contactId, `alert ${assignmentId} ${step} ${repId}`, () =>
      tellPerson(lead, rep, alert, ports, turn),
    )
  },
}
