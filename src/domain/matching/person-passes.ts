import type { TrainingPass } from './level-patterns.ts'
import type { PersonRecord } from './person-record.ts'

/** Pairs by which the weights of `personComparisons` are learned: each field where it is not the key. */
export const PERSON_PASSES: readonly TrainingPass<PersonRecord>[] = [
  { fields: ['phone'], keyOf: ({ phones }) => phones[0] },
  {
    fields: ['email'],
    keyOf: ({ mailboxes: [one] }) => one && `${one.user}@${one.domain}`,
  },
  {
    fields: ['givenName', 'familyName'],
    keyOf: ({ name: { given, family } }) =>
      given === '' || family === '' ? undefined : [given, family].sort().join(' '),
  },
]
