import { readAlertSubject } from '../domain/alert-subject.ts'
import type { Follower } from '../ports/follower.ts'
import { claimed } from './claimed.ts'
import { tellPerson } from './tell-person.ts'
import { repOf } from './tell-rep.ts'
import { tellTeam } from './tell-team.ts'

/**
 * Tells one person that a lead is not answered: its rep again, or somebody who may take it; or the team of its
 * rep. Nobody is
 * told once it is answered, or is with another rep.
 */
export const tellEscalation: Follower = {
  name: 'tell-escalation',
  async run(task, ports, turn) {
    const { assignmentId, step, repId, occasion } = readAlertSubject(task.subject)
    const lead = await ports.leads.load(task.leadId)
    const { contactId } = lead
    if (lead.assignmentId !== assignmentId || lead.state !== 'assigned') return
    if (lead.acknowledgedAt !== undefined || lead.firstContactAt !== undefined) return
    if (contactId === undefined) throw new Error(`Lead ${lead.id} is assigned without a contact`)

    const told = await repOf(repId, ports)
    const { teams } = (await ports.configuration.current()).documents.teams
    const team = occasion === 'team' ? teams.find(({ id }) => id === told.teamId) : undefined
    const alert = { assignmentId, occasion, step }
    await claimed(ports.contacts, contactId, `alert ${assignmentId} ${step} ${repId}`, () =>
      team === undefined
        ? tellPerson(lead, told, alert, ports, turn)
        : tellTeam(lead, team, alert, ports, turn),
    )
  },
}
