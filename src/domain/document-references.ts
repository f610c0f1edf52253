import { thereIsNo } from './closest-name.ts'

/** A document as it was written, before anything about it is known to be right. */
export type Written = Readonly<Record<string, unknown>>

/** One place in a document, from its top: `['rules', 2, 'when']`. */
export type Path = readonly (string | number)[]

/** Something wrong between documents that are each in good form. */
export type ReferenceProblem = {
  readonly kind: string
  readonly path: Path
  readonly reason: string
}

/**
 * Every name that is used but not given to anything, and every name given twice. Works on what
 * was written, so that a misspelt pool is found even while another line of the file is not in
 * good form. Names of a document that is missing altogether are not looked for.
 */
export function checkReferences(documents: Written): readonly ReferenceProblem[] {
  const names = namesIn(documents)
  return [...doubles(names), ...unknowns(documents, names)]
}

type Thing =
  | 'team'
  | 'schedule'
  | 'holiday calendar'
  | 'skill'
  | 'rep'
  | 'pool'
  | 'rule'
  | 'source'
  | 'score rule'
  | 'escalation policy'
  | 'segment'
  | 'canary'
type Mention = {
  readonly kind: string
  readonly path: Path
  readonly thing: Thing
  readonly name: string
}

/** Where names are given. `*` stands for every element of a list, `$` for every key of a map. */
const NAMES: readonly (readonly [Thing, string, Path])[] = [
  ['team', 'teams', ['teams', '*', 'id']],
  ['schedule', 'teams', ['schedules', '*', 'id']],
  ['holiday calendar', 'teams', ['holidayCalendars', '*', 'id']],
  ['skill', 'teams', ['skills', '*']],
  ['rep', 'teams', ['reps', '*', 'id']],
  ['pool', 'teams', ['pools', '*', 'id']],
  ['rule', 'routing', ['rules', '*', 'id']],
  ['segment', 'routing', ['segments', '*', 'id']],
  ['source', 'sources', ['sources', '*', 'key']],
  ['score rule', 'scoring', ['fit', '*', 'id']],
  ['score rule', 'scoring', ['interest', '*', 'id']],
  ['escalation policy', 'sla', ['policies', '*', 'id']],
  ['canary', 'canary', ['routes', '*', 'id']],
]

/** Where names are used. */
const USES: readonly (readonly [Thing, string, Path])[] = [
  ['rep', 'teams', ['teams', '*', 'managerId']],
  ['schedule', 'teams', ['teams', '*', 'schedule']],
  ['team', 'teams', ['reps', '*', 'teamId']],
  ['schedule', 'teams', ['reps', '*', 'schedule']],
  ['holiday calendar', 'teams', ['schedules', '*', 'holidayCalendars', '*']],
  ['skill', 'teams', ['reps', '*', 'skills', '$']],
  ['rep', 'teams', ['reps', '*', 'cover']],
  ['rep', 'teams', ['reps', '*', 'timeOff', '*', 'cover']],
  ['rep', 'teams', ['pools', '*', 'members', '*', 'repId']],
  ['rep', 'teams', ['defaultAcceptor']],
  ['skill', 'routing', ['rules', '*', 'skills', 'required', '$']],
  ['skill', 'routing', ['rules', '*', 'skills', 'wished', '*', 'skill']],
  ['pool', 'routing', ['rules', '*', 'targets', '*', 'pool']],
  ['rep', 'routing', ['rules', '*', 'targets', '*', 'rep']],
  ['team', 'routing', ['rules', '*', 'targets', '*', 'manager']],
  ['rep', 'routing', ['rules', '*', 'targets', '*', 'managerOf']],
  ['team', 'routing', ['fallback', '*', 'manager']],
  ['rep', 'routing', ['fallback', '*', 'managerOf']],
  ['pool', 'routing', ['fallback', '*', 'pool']],
  ['rep', 'routing', ['fallback', '*', 'rep']],
  ['source', 'sla', ['policies', '*', 'sources', '*']],
  ['source', 'sla', ['digest', 'sources', '*']],
  ['rep', 'sla', ['warnStandby', 'reps', '*']],
  ['pool', 'sla', ['warnStandby', 'pools', '*']],
  ['rep', 'crm', ['owners', '$']],
  ['source', 'teams', ['reps', '*', 'caps', '*', 'sources', '*']],
  ['source', 'teams', ['pools', '*', 'members', '*', 'caps', '*', 'sources', '*']],
  ['team', 'channels', ['slack', 'teamChannels', '$']],
  ['rep', 'channels', ['teams', 'workflows', '$']],
  ['rep', 'canary', ['rep']],
  ['rep', 'canary', ['page', '*']],
  ['source', 'canary', ['routes', '*', 'source']],
  ['rule', 'canary', ['routes', '*', 'rule']],
]

const namesIn = (documents: Written): readonly Mention[] => mentions(documents, NAMES)

function mentions(documents: Written, places: typeof NAMES): readonly Mention[] {
  return places.flatMap(([thing, kind, pattern]) =>
    found(documents[kind], pattern).map(({ path, name }) => ({ kind, path, thing, name })),
  )
}

type Found = { readonly path: Path; readonly name: string }

function found(value: unknown, [step, ...rest]: Path, path: Path = []): readonly Found[] {
  if (step === undefined) return typeof value === 'string' ? [{ path, name: value }] : []
  if (step === '*') {
    if (!Array.isArray(value)) return []
    return value.flatMap((element, index) => found(element, rest, [...path, index]))
  }
  if (!isWritten(value)) return []
  if (step === '$') return Object.keys(value).map((name) => ({ path: [...path, name], name }))
  return found(value[step], rest, [...path, step])
}

const isWritten = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function doubles(names: readonly Mention[]): readonly ReferenceProblem[] {
  const seen = new Set<string>()
  return names.flatMap(({ kind, path, thing, name }) => {
    const key = `${thing} ${name}`
    if (seen.has(key)) return [{ kind, path, reason: `there is already a ${thing} \`${name}\`` }]
    seen.add(key)
    return []
  })
}

function unknowns(documents: Written, names: readonly Mention[]): readonly ReferenceProblem[] {
  return mentions(documents, USES).flatMap(({ kind, path, thing, name }) => {
    const given = names.filter((mention) => mention.thing === thing).map((mention) => mention.name)
    if (given.includes(name) || !isWritten(documents.teams)) return []
    const reason = thereIsNo(thing, name, given)
    return [{ kind, path, reason }]
  })
}
