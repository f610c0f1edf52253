import type { Problem } from './problem.ts'

/** What the public is told when somebody cannot do what they want with an offer. */
export const offerProblems: Readonly<Record<string, Omit<Problem, 'code'>>> = {
  'already-taken': {
    status: 409,
    title: 'With somebody else',
    detail: 'Another rep has this lead by now; facts.repId says who.',
  },
  'already-accepted': {
    status: 409,
    title: 'Accepted before',
    detail: 'A lead is not declined any more once it was accepted. A manager can move it.',
  },
  'snooze-too-long': {
    status: 422,
    title: 'Too long',
    detail: 'An answer may not be put off for so long.',
  },
  'snooze-used-up': {
    status: 409,
    title: 'Put off before',
    detail: 'The answer to this offer was put off as often as it may be.',
  },
  'no-swap-offered': {
    status: 409,
    title: 'No swap offered',
    detail: 'Nothing that came late speaks for another rule, so the lead stays where it is.',
  },
  'offer-ended': {
    status: 409,
    title: 'Offer ended',
    detail: 'The offer that was answered stands no more; there is a newer one.',
  },
  'not-your-lead': {
    status: 403,
    title: 'Not your lead',
    detail: 'Another rep has this lead.',
  },
  'not-assigned': {
    status: 409,
    title: 'Not assigned',
    detail: 'Nobody has this lead now, so there is nothing to do about it here.',
  },
}
