import type { Problem } from './problem.ts'

/** What people are told who may not do something to a draft, by code. */
export const DRAFT_PROBLEMS: Readonly<Record<string, Omit<Problem, 'code'>>> = {
  'draft-edited': {
    status: 409,
    title: 'Changed meanwhile',
    detail: 'Somebody did something to this draft since that version. Read it again.',
  },
  'draft-closed': {
    status: 409,
    title: 'Closed',
    detail: 'This draft was published or discarded. Make another of its files.',
  },
  'draft-sent-back': {
    status: 409,
    title: 'Sent back',
    detail: 'A reviewer sent this back. Its history says why; change it and ask again.',
  },
  'review-missing': {
    status: 409,
    title: 'Not reviewed',
    detail:
      'Somebody who wrote no part of it must approve this first. The active teams document asks ' +
      'for it (reviewBeforePublishing). Make a draft, and have it approved as it stands.',
  },
  'own-approval-not-allowed': {
    status: 403,
    title: 'Your own',
    detail: 'Whoever wrote a part of a draft cannot approve it.',
  },
  'draft-changes-nothing': {
    status: 409,
    title: 'Nothing to publish',
    detail: 'The draft says what is active already.',
  },
}
