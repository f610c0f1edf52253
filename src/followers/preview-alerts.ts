import { ALERT_ACTIONS, type AlertAction, type AlertKind } from '../domain/alert.ts'
import type { AlertFacts } from '../domain/alert-facts.ts'
import { alertFactsOf } from '../domain/alert-facts-of.ts'
import { alertText, digestText } from '../domain/alert-text.ts'
import { wordsOf } from '../domain/alert-words/words-of.ts'
import type { TemplateKind, WordedChannel } from '../domain/documents/templates.ts'
import { exampleDigest, exampleFacts } from '../domain/example-facts.ts'
import type { AssignmentId, LeadId } from '../domain/ids.ts'
import type { AlertPreviews, AskedPreview, PreviewedAlert } from '../ports/alert-previews.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { Notification, Recipient } from '../ports/notifier.ts'
import { digestNotification } from './digest-notification.ts'
import { recipientOf } from './recipient-of.ts'
import { whatIsNew } from './what-is-new.ts'

type Ports = Pick<FollowerPorts, 'clock' | 'publicUrl' | 'past' | 'signals' | 'configuration'> & {
  /** What each channel makes of an alert. */
  readonly wireForms: Readonly<Record<WordedChannel, (notification: Notification) => unknown>>
}

/** Shows alerts by the same words and the same forms by which they are sent. */
export function previewAlerts(ports: Ports): AlertPreviews {
  return {
    async preview(asked) {
      const facts = await factsOf(asked, ports)
      const { documents, rep, locale } = asked
      const recipient = { ...recipientOf(rep, documents.teams), ...(locale && { locale }) }
      return asked.kinds.flatMap((kind) =>
        asked.channels
          .filter((channel) => kind !== 'digest' || channel !== 'in-app')
          .map((channel) => shown({ kind, channel, facts, recipient, asked }, ports)),
      )
    },
  }
}

/** Of the lead that is asked for, or of one of which everything is known. */
async function factsOf({ lead, documents, rep }: AskedPreview, ports: Ports): Promise<AlertFacts> {
  const { publicUrl, clock } = ports
  const example = exampleFacts(clock(), publicUrl, rep.name)
  if (lead === undefined) return example
  const news = lead.contactId === undefined ? undefined : await whatIsNew(lead, ports)
  const facts = alertFactsOf(lead, { documents, publicUrl, news, readerId: rep.id })
  return { ...facts, acknowledgeBy: example.acknowledgeBy, rep: facts.rep ?? rep.name }
}

type Shown = {
  readonly kind: TemplateKind
  readonly channel: WordedChannel
  readonly facts: AlertFacts
  readonly recipient: Recipient
  readonly asked: AskedPreview
}

function shown(it: Shown, ports: Ports): PreviewedAlert {
  const { kind, channel, recipient } = it
  const notification = kind === 'digest' ? digestIn(it, ports) : alertIn(it, ports)
  const { title, lines, actions, items = [] } = notification
  const words = wordsOf(recipient.locale)
  // In a browser there is room for one lead's buttons alone.
  const answers = channel === 'push' ? actions : (items[0]?.actions ?? actions)
  return {
    ...{ kind, channel, locale: recipient.locale ?? words.language, title, lines },
    answers: answers.map((action) => words.answers[action]),
    message: ports.wireForms[channel](notification),
  }
}

function alertIn({ kind, channel, facts, recipient, asked }: Shown, ports: Ports): Notification {
  const { templates } = asked.documents
  const leadId = asked.lead?.id ?? (EXAMPLE_ID as LeadId)
  return {
    ...{ id: EXAMPLE_ID, leadId, assignmentId: EXAMPLE_ID as AssignmentId, recipient },
    ...alertText(facts, { kind, channel, reader: recipient }, templates),
    ...{ kind: alertKind(kind), priority: 'normal', actions: ACTIONS[kind] ?? [] },
    url: `${ports.publicUrl}/leads/${leadId}`,
  }
}

function digestIn({ channel, facts, recipient, asked }: Shown, ports: Ports): Notification {
  const { publicUrl, clock } = ports
  const leads = asked.lead ? [facts] : exampleDigest(clock(), publicUrl, asked.rep.name)
  const text = digestText(leads, { channel, reader: recipient }, asked.documents.templates)
  const leadId = asked.lead?.id ?? (EXAMPLE_ID as LeadId)
  const items = text.items.map((said, place) => ({
    ...{ leadId, assignmentId: exampleId(place) as AssignmentId, text: said },
    ...{ url: `${publicUrl}/leads/${leadId}`, actions: ['accept', 'decline'] as const },
  }))
  return digestNotification({ id: EXAMPLE_ID, title: text.title, items, recipient, publicUrl })
}

/** In the form of an id, and of nothing. */
const EXAMPLE_ID = '00000000-0000-7000-8000-000000000001'

/** Of several offers, each with a code of its own in text messages. */
const exampleId = (place: number) => `${EXAMPLE_ID.slice(0, -4)}4f1${place}`

const alertKind = (kind: TemplateKind): AlertKind => (kind === 'reminder' ? 'offer' : kind)

/** What is asked of whoever is told; who may take a lead of somebody else cannot pass it on. */
const ACTIONS: Readonly<Partial<Record<TemplateKind, readonly AlertAction[]>>> = {
  offer: ALERT_ACTIONS,
  reminder: ALERT_ACTIONS,
  standby: ['accept'],
  escalation: ['accept'],
}
