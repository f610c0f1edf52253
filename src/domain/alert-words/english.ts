import type { LocaleWords } from './locale-words.ts'

const ABOUT = ['{job}', '{message}', 'Call {phone}', 'Write to {email}', 'Why now: {reasons}']

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh']
const endings = new Intl.PluralRules('en', { type: 'ordinal' })
const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }

/** The words of alerts in English. */
export const english: LocaleWords = {
  language: 'en',
  texts: {
    offer: {
      title: 'New lead: {who}[ ({tier}, {score})]',
      lines: ['{wish}', '{perhaps}', ...ABOUT],
      brief: [],
    },
    reminder: {
      title: '{who} is still waiting for you',
      lines: ['{wish}', ...ABOUT],
      brief: [],
    },
    attached: {
      title: '{who} {back}[: {did}]',
      lines: [
        ...['{wish}', '{message}', 'New: {news}', 'Looked at: {pages}', '{before}'],
        ...['{job}', 'Call {phone}', 'Write to {email}', 'Why now: {reasons}'],
      ],
      brief: [],
    },
    standby: {
      title: 'You may be next: {who}',
      lines: ['{rep} has not answered yet', ...ABOUT],
      brief: ['{rep} has not answered yet'],
    },
    escalation: {
      title: 'Nobody has answered {who}',
      lines: ['It is with {rep}', ...ABOUT],
      brief: ['It is with {rep}'],
    },
    'hand-off': {
      title: '{who} asks for a person in the chat',
      lines: ['The chat so far: {transcript}', ...ABOUT],
      brief: [],
    },
    joined: {
      title: '{who} has another rep',
      lines: [
        'Two contacts turned out to be one person, whom another rep has.',
        'This lead stays with you. New ones go to the other rep.',
        ...ABOUT,
      ],
      brief: ['This lead stays with you. New ones go to the other rep.'],
    },
    swap: {
      title: 'Would you swap {who}?',
      lines: [
        'More is known of it by now: it is for rule {rule}.',
        'It stays with you. If you give it up your turn is made up to you:',
        '{command}',
        ...ABOUT,
      ],
      brief: ['More is known of it by now: it is for rule {rule}.'],
    },
    contacted: {
      title: '{other} {how} {who}',
      lines: ['The CRM says so. The lead is still yours.', ...ABOUT],
      brief: ['The CRM says so. The lead is still yours.'],
    },
    'set-away': {
      title: 'You are set away: a lead was not answered in time',
      lines: [
        'New leads go to others until you say that you are back:',
        '{online}',
        'By the API: {request}',
      ],
      brief: ['New leads go to others until you say that you are back.'],
    },
    digest: {
      title: 'Leads that wait for you: {count}',
      lines: ['{who}[ ({tier}, {score})][, call {phone}]'],
      brief: ['{who}[ ({tier}, {score})]'],
    },
  },
  answers: { accept: 'Accept', decline: 'Decline', snooze: 'Snooze' },
  open: 'Open the lead',
  call: 'Call now',
  comeBack: 'I am back',
  endings: {
    accepted: 'Accepted[ by {by}] at {time}',
    declined: 'Declined[ by {by}] at {time}',
    expired: 'Passed on, nobody answered,[ by {by}] at {time}',
    closed: 'Taken over[ by {by}] at {time}',
  },
  reached: '[, first contact at {contacted}]',
  reply: {
    both: 'Reply 1 to take it, 2 to pass it on. Code {code}',
    accept: 'Reply 1 to take it. Code {code}',
    digest: 'Reply 1 and a code to take one, 2 and a code to pass it on',
  },
  said: {
    counts: {
      accept: 'The lead is yours.',
      decline: 'Passed on to the next rep.',
      snooze: 'You have more time.',
      call: 'Your call is recorded, and the lead is yours.',
    },
    usedUp: 'You have put this off as often as you may.',
    tooLate: 'Too late: {holder} has the lead.',
    passedOn: 'Too late: the lead has been passed on.',
    nothingOpen: 'No lead waits for your answer.',
    notCounted: 'No connection. Perhaps it was not counted: press again.',
    several: 'Several leads wait for your answer. Name one: {codes}',
  },
  pages: {
    questions: {
      accept: 'Accept this lead?',
      decline: 'Decline this lead?',
      call: 'Call now?',
      snooze: 'Decide later?',
      back: 'Are you back?',
    },
    endings: {
      'accept-done': { title: 'The lead is yours', text: 'Nobody else will be asked. Good luck!' },
      'decline-done': { title: 'Passed on', text: 'The next rep is asked now.' },
      'snooze-done': { title: 'You have more time', text: 'You will be reminded.' },
      'snooze-used-up': {
        title: 'Not again',
        text: 'You have put this off as often as you may. Take the lead or pass it on.',
      },
      'back-done': { title: 'You are back', text: 'New leads come to you again.' },
      'back-over': {
        title: 'You are not set away any more',
        text: 'You have said something else since, which counts.',
      },
      unknown: {
        title: 'This link does not work',
        text: 'It is not whole. Open the lead instead.',
      },
      expired: { title: 'This link is too old', text: 'Open the lead instead.' },
    },
    over: {
      title: 'This offer is over',
      text: 'The lead is with {holder} now.',
      passedOn: 'The lead has been passed on.',
    },
    called: { title: 'Your call is recorded', text: 'Call {phone}' },
    noNumber: { title: 'There is no number', text: 'Open the lead instead.' },
  },
  tiers: { hot: 'hot', warm: 'warm', cold: 'cold' },
  fields: { email: 'e-mail' },
  contacts: { call: 'has called', email: 'has written to', meeting: 'has met' },
  somebodyElse: 'Somebody else',
  someone: 'Someone',
  who: '{person} from {company}',
  wish: 'Asks for a person in the chat',
  back: 'is back',
  perhaps: 'Perhaps a contact of yours',
  pricingPage: 'pricing page',
  visit: (count) => `${ORDINALS[count] ?? `${count}${ENDINGS[endings.select(count)]}`} visit`,
  more: (count) => `and ${count} more`,
  before: (times, day) => `Wrote ${times === 1 ? 'once' : `${times} times`} before, last on ${day}`,
}
