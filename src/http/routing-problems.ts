import type { Problem } from './problem.ts'

const OWN_ONLY = { status: 403, title: 'Not your own' } as const

/** What people are told who ask something of routing, turns or time off that cannot be, by code. */
export const ROUTING_PROBLEMS: Readonly<Record<string, Omit<Problem, 'code'>>> = {
  'segment-in-use': {
    status: 409,
    title: 'Segment in use',
    detail: 'Active rules ask for this segment.',
  },
  'decision-unknown': {
    status: 404,
    title: 'Not decided',
    detail: 'There is no such lead, or rules and turns have not decided on it.',
  },
  'simulation-nothing': {
    status: 422,
    title: 'Nothing recorded',
    detail: 'No decision was recorded in that period, or before that time.',
  },
  'refund-nothing': {
    status: 422,
    title: 'Nothing to refund',
    detail: 'No pool gave this lead to anybody, so it has cost no turn.',
  },
  'refund-conflict': {
    status: 409,
    title: 'Refunded before',
    detail: 'The latest turn of this lead was refunded before.',
  },
  'refund-rep-left': {
    status: 422,
    title: 'Rep has left the pool',
    detail: 'They handed on what they were owed, so there is nobody to refund.',
  },
  'adjustment-no-member': {
    status: 422,
    title: 'Not a member',
    detail: 'This rep is not in the pool.',
  },
  'adjustment-alone': {
    status: 422,
    title: 'Alone in the pool',
    detail: 'Nobody else is in this pool who could pay.',
  },
  'cover-not-a-rep': {
    status: 422,
    title: 'Nobody to cover',
    detail: 'The one who covers must be another rep.',
  },
  'presence-not-allowed': {
    ...OWN_ONLY,
    detail: 'Reps say whether they are there for themselves.',
  },
  'time-off-not-allowed': { ...OWN_ONLY, detail: 'Reps give time off to themselves alone.' },
  'why-not-not-allowed': { ...OWN_ONLY, detail: 'Reps ask why a lead did not come to themselves.' },
}
