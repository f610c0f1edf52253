/* What the page of a lead says of events and times. */

const REACHED = { call: 'a call', email: 'a mail', meeting: 'a meeting', message: 'a message' }

/* Each gets the data of the event, and the names of reps by their ids. */
const EVENTS = {
  LeadCaptured: ({ sourceKey }) => `Captured from ${sourceKey}`,
  LeadValidated: () => 'Checked',
  PersonCompared: () => 'Compared with contacts we know',
  ContactIdentified: ({ isNew }) => (isNew ? 'A new contact' : 'A contact we know'),
  LeadEnriched: () => 'Looked up at providers',
  AccountMatched: () => 'Looked for its account',
  LeadScored: ({ score, tier }) => `Scored ${score}, ${tier}`,
  LeadRescored: ({ score, tier }) => `Scored anew: ${score}, ${tier}`,
  LeadRouted: ({ ruleId }) => `Routed by rule ${ruleId}`,
  LeadAssigned: ({ repId }, name) => `Offered to ${name(repId)}`,
  LeadAttachedToOwner: ({ repId }, name) => `Given to its owner, ${name(repId)}`,
  LeadPutOnWaitingList: () => 'Put on the waiting list: nobody could take it',
  AssignmentAcknowledged: ({ repId }, name) => `Accepted by ${name(repId)}`,
  AssignmentDeclined: ({ repId }, name) => `Declined by ${name(repId)}`,
  AssignmentExpired: ({ repId }, name) => `Passed on: ${name(repId)} did not answer`,
  AssignmentSnoozed: ({ repId, until }, name) =>
    `${name(repId)} asked for time until ${clock(until)}`,
  EscalationStepTaken: ({ toldRepIds }, name) =>
    `Nobody had answered: told ${toldRepIds.map(name).join(', ')}`,
  AssignmentClosed: ({ repId, why }, name) => `Taken from ${name(repId)}: ${spaced(why)}`,
  RepNotified: ({ repId, channel }, name) => `${name(repId)} told by ${channel}`,
  NotificationFailed: ({ channel }) => `Nobody could be told by ${channel}`,
  FirstContactMade: ({ repId, byOther, how }, name) =>
    `First contact by ${name(byOther === undefined ? repId : byOther.repId)}: ${REACHED[how] ?? how}`,
  CrmRecordWritten: ({ crm }) => `Written to ${crm}`,
  OutcomeRecorded: ({ outcome }) => `Outcome: ${outcome}`,
  LeadErased: () => 'Erased, as the person asked',
}

const STATES = {
  travelling: 'Is being decided',
  waiting: 'Waits until somebody can take it',
  quarantined: 'Waits for a person to look at it',
  rejected: 'Rejected',
  erased: 'Erased: the person asked to be forgotten',
}

/* One event in words; one that is not known by the words of its name. */
export function eventText({ type, data }, nameOf) {
  const told = EVENTS[type]
  if (told !== undefined) return told(data, nameOf)
  const words = spaced(type.replaceAll(/(?<!^)([A-Z])/g, '-$1')).toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/* How a lead stands, and with whom. */
export function standingText({ state, repId, acknowledgedAt, firstContactAt }, nameOf, ownId) {
  if (repId === undefined || STATES[state] !== undefined) return STATES[state] ?? 'With nobody'
  const who = repId === ownId ? 'you' : nameOf(repId)
  if (firstContactAt !== undefined) return `With ${who}, contacted`
  if (state === 'attached') return `With ${who}, who owns the contact`
  return acknowledgedAt === undefined ? `Offered to ${who}` : `Accepted by ${who}`
}

/* How soon an answer is due, or since when it is late. */
export function dueText(dueAt, now) {
  const ms = new Date(dueAt).getTime() - now
  if (ms < 0) return `An answer was due ${lasted(-ms)} ago`
  const [seconds, minutes, hours] = [ms / 1_000, ms / 60_000, ms / 3_600_000].map(Math.floor)
  if (hours >= 24) return `Answer by ${clock(dueAt)}`
  const two = (n) => String(n % 60).padStart(2, '0')
  const left = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
  return `Answer within ${left}`
}

/* How long something took, as people say it. */
export function lasted(ms) {
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`
  return `${Math.round(ms / 86_400_000)} days`
}

const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const day = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' })

/* The time of today, else with its day. */
export function clock(at) {
  const then = new Date(at)
  const isToday = then.toDateString() === new Date().toDateString()
  return isToday ? time.format(then) : `${day.format(then)}, ${time.format(then)}`
}

const spaced = (name) => name.replaceAll('-', ' ')
