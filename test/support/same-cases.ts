import fc from 'fast-check'

/**
 * Imported before the tests of a process, it has properties tried with the same cases each time: what
 * fails then is what was changed. `npm run test:long` does without, and tries new cases each time.
 */
const SEED = 20_261_127
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: SEED })
