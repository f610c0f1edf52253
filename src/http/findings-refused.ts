import type { DraftFinding } from '../domain/draft.ts'
import type { Problem } from './problem.ts'

const REFUSALS = {
  errors: {
    code: 'rules-faulty',
    title: 'Nothing was published: the rules do what nobody can mean',
  },
  warnings: {
    code: 'warnings-not-accepted',
    title: 'Nothing was published: there are warnings, which can be accepted',
  },
} as const

/** The answer to documents in good form that are perhaps not meant, with each finding's place. */
export function findingsRefused(
  level: keyof typeof REFUSALS,
  findings: readonly DraftFinding[],
): Problem {
  const problems = findings.map(({ file, line, column, path, message, level }) => ({
    ...{ file: file ?? 'routing.yaml', path, reason: `${level}: ${message}` },
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  }))
  const detail = findings.map(({ message }) => message).join('; ')
  return { status: 422, ...REFUSALS[level], detail, problems }
}
