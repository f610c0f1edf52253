import type { LeadEvent, LeadEventType } from './lead-event.ts'

/** What subscribers are told about one kind of event. */
export type PublicEvent = {
  /** Their name for it, which never changes. */
  readonly type: string
  readonly meaning: string
  /** Which fields of the event they get, in `details`. */
  readonly details: readonly string[]
}

type FieldOf<T extends LeadEventType> = keyof Omit<Extract<LeadEvent, { type: T }>, 'type' | 'at'>
type Row<T extends LeadEventType> = readonly [
  type: `lead.${string}`,
  meaning: string,
  ...details: FieldOf<T>[],
]

/** THE TABLE. An event that is not in it is nobody's business outside. */
const ROWS: { readonly [T in LeadEventType]?: Row<T> } = {
  LeadCaptured: ['lead.captured', 'A source sent it, and it is kept'],
  LeadFetched: ['lead.fetched', 'What its source had only named has been read'],
  LeadValidated: ['lead.validated', 'Address, phone and country were checked', 'notes'],
  LeadQuarantined: ['lead.quarantined', 'A person must look first', 'reasons', 'reviewItemId'],
  LeadReleased: ['lead.released', 'A person let it go on', 'reviewItemId'],
  LeadRejected: ['lead.rejected', 'It is no lead', 'reasons'],
  ContactIdentified: ['lead.identified', 'It is known whose it is', 'contactId', 'by', 'isNew'],
  ContactChanged: [
    'lead.contact-changed',
    'Its contact was joined with another, or split from one',
    ...(['contactId', 'why'] as const),
  ],
  LeadScored: ['lead.scored', 'It has a score', 'score', 'fit', 'interest', 'tier'],
  LeadRescored: [
    'lead.rescored',
    'Late data changed its score',
    'score',
    'fit',
    'interest',
    'tier',
  ],
  LeadRouted: ['lead.routed', 'A rule said who should get it', 'ruleId', 'revision'],
  LeadAssigned: [
    'lead.assigned',
    'A rep was given it',
    ...(['assignmentId', 'repId', 'reason', 'poolId', 'acknowledgeBy'] as const),
  ],
  LeadAttachedToOwner: [
    'lead.attached',
    'It went to the rep who has the contact',
    ...(['assignmentId', 'repId'] as const),
  ],
  LeadPutOnWaitingList: ['lead.waiting', 'Nobody may take it now', 'why', 'poolIds', 'until'],
  LeadResumed: ['lead.resumed', 'It waits no longer', 'why'],
  AssignmentAcknowledged: [
    'lead.acknowledged',
    'The rep takes it',
    ...(['assignmentId', 'repId', 'via'] as const),
  ],
  AssignmentDeclined: ['lead.declined', 'The rep does not take it', 'assignmentId', 'repId'],
  AssignmentExpired: ['lead.expired', 'The rep did not answer in time', 'assignmentId', 'repId'],
  EscalationStepTaken: [
    'lead.escalated',
    'The rep had not answered, and others were told',
    ...(['assignmentId', 'repId', 'step', 'action', 'toldRepIds'] as const),
  ],
  AssignmentSnoozed: [
    'lead.snoozed',
    'The rep asked for time',
    ...(['assignmentId', 'repId', 'until'] as const),
  ],
  AssignmentClosed: [
    'lead.unassigned',
    'It was taken from the rep',
    ...(['assignmentId', 'repId', 'why'] as const),
  ],
  RepNotified: [
    'lead.notified',
    'A channel took the alert for the rep',
    ...(['assignmentId', 'repId', 'channel'] as const),
  ],
  CrmRecordWritten: [
    'lead.crm-written',
    'The CRM has the contact',
    ...(['crm', 'recordId', 'created'] as const),
  ],
  LeadReplayed: ['lead.replayed', 'Its delivery was read again by the present mapping', 'fields'],
  LeadErased: ['lead.erased', 'Its person was erased: erase what you have of it', 'erasureId'],
  ContactCompleted: [
    'lead.completed',
    'Its chat told more of the person',
    ...(['contactId', 'fields'] as const),
  ],
  ContactEdited: [
    'lead.contact-edited',
    'Somebody wrote something about its person by hand, or took it back',
    ...(['contactId', 'fields', 'withdrawn'] as const),
  ],
  FirstContactMade: [
    'lead.first-contact',
    'A rep, or somebody else, spoke or wrote to the person',
    ...(['repId', 'how', 'contactedAt', 'via', 'byOther'] as const),
  ],
  OutcomeRecorded: ['lead.outcome', 'What became of it commercially', 'outcome'],
}

/** What subscribers may hear of, by the name of the event inside. */
export const PUBLIC_EVENTS: ReadonlyMap<string, PublicEvent> = new Map(
  Object.entries(ROWS).map(([name, [type, meaning, ...details]]) => [
    name,
    { type, meaning, details },
  ]),
)

/** Asks for every type there is, and those that are added later. */
export const ALL_EVENTS = 'lead.*'

/** Everything a subscription may ask for. */
export const EVENT_PATTERNS: readonly string[] = [
  ALL_EVENTS,
  ...[...PUBLIC_EVENTS.values()].map(({ type }) => type),
]
