import type { AssignmentId, LeadId } from '../../src/domain/ids.ts'
import type { Notification } from '../../src/ports/notifier.ts'

/** An alert about a hot lead, but for what is given. */
export function aNotification(given: Partial<Notification> = {}): Notification {
  return {
    id: '01900000-0000-7000-8000-00000000a001',
    leadId: '01900000-0000-7000-8000-000000000001' as LeadId,
    assignmentId: '01900000-0000-7000-8000-00000000b001' as AssignmentId,
    recipient: {
      repId: 'mara-lind',
      name: 'Mara Lind',
      email: 'mara.lind@example.com',
      slackUserId: 'U0MARA',
      phone: '+4790000001',
      teamId: 'emea',
      timeZone: 'Europe/Oslo',
    },
    kind: 'offer',
    priority: 'high',
    title: 'Hot lead: Tove Berg, Nordlicht AB',
    lines: ['Asked for a demo', 'Score 82, please acknowledge within 5 minutes'],
    url: 'http://127.0.0.1:8080/leads/01900000-0000-7000-8000-000000000001',
    actions: ['accept', 'decline'],
    ...given,
  }
}

/** A digest of two leads, one by a name that would like to be more than that, but for what is given. */
export function aDigest(given: Partial<Notification> = {}): Notification {
  const { actions, ...one } = aNotification()
  const items = ['Tove Berg (cold, 12)', '<b>Bo</b> *x* <!channel> [a](https://evil.example)'].map(
    (text, place) => ({
      leadId: `01900000-0000-7000-8000-00000000000${place + 1}` as LeadId,
      assignmentId: `01900000-0000-7000-8000-00000000b00${place + 1}` as AssignmentId,
      ...{ text, actions, url: `${one.url.slice(0, -1)}${place + 1}` },
    }),
  )
  const title = 'Leads that wait for you: 2'
  const lines = items.map(({ text }) => text)
  return { ...one, kind: 'digest', priority: 'low', title, lines, actions: [], items, ...given }
}
