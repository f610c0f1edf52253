import { type AccountChange, OWN_SYSTEM } from '../account.ts'
import type { AccountId, RepId } from '../ids.ts'
import { accountKey, namesOf } from '../matching/account-keys.ts'
import { companyDomain } from '../matching/company-domain.ts'
import { type AccountCells, type AccountColumn, CLEARED } from './account-columns.ts'
import type { AccountLine, LineProblem } from './account-line.ts'

/** What is needed to understand the cells of a line. */
export type LineReader = {
  /** The number in E.164; undefined when no number can be read. */
  phone(typed: string, country: string | undefined): string | undefined
  /** ISO 3166-1 alpha-2, of a code or a name; undefined for neither. */
  country(typed: string): string | undefined
  /** True for a domain where anyone may have an address, which is no company's. */
  isAnyones(domain: string): boolean
  /** The rep of that id or mail address. */
  rep(idOrEmail: string): RepId | undefined
}

type Problem = (column: AccountColumn, reason: string) => undefined

const LONGEST_TEXT = 500
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const YES = new Set(['yes', 'true', '1', 'y', 'x'])
const NO = new Set(['no', 'false', '0', 'n', CLEARED])

/**
 * Understands the cells of one line, or says of every cell that cannot be understood what is wrong
 * with it. An empty cell says nothing, and `-` takes a value away. Nothing of what is known is looked
 * at: whether a parent is there is found out when the line is taken in.
 */
export function readAccountLine(
  line: number,
  cells: AccountCells,
  reader: LineReader,
): AccountLine | readonly LineProblem[] {
  const problems: LineProblem[] = []
  const problem: Problem = (column, reason) => void problems.push({ line, column, reason })
  const external = externalIn(cells.external_id)
  const domains = domainsIn(cells.domains, reader, problem)
  const change = given({
    ...textsIn(cells, problem),
    ...placeIn(cells, reader, problem),
    ...numbersIn(cells, problem),
    named: yesOrNo(cells.named, problem),
    ownerRepId: ownerIn(cells.owner, reader, problem),
    domains,
    externalIds: external.length === 0 ? undefined : Object.fromEntries(external),
  })
  const knownBy = [
    ...idIn(cells.id, problem),
    ...external.map(([system, id]) => accountKey.external(system, id)),
    ...(domains ?? []).map(accountKey.domain),
  ]
  if (problems.length === 0 && knownBy.length === 0) {
    const reason = 'give an external_id or domains, by which the account is found again'
    problems.push({ line, reason })
  }
  if (problems.length > 0) return problems
  const parentKey = parentIn(cells.parent)
  return { line, change, knownBy, ...(parentKey !== undefined && { parentKey }) }
}

/** The cell, unless it says nothing. */
const said = (cell: string | undefined) => (cell?.trim() ? cell.trim() : undefined)

function textsIn(cells: AccountCells, problem: Problem) {
  const name = said(cells.name)
  if (name === CLEARED) problem('name', 'an account needs a name')
  else if (name !== undefined && namesOf({ name, otherNames: [] }).length === 0) {
    problem('name', 'this is no name of a company')
  }
  const text = (column: 'industry' | 'postal_code') => clearable(short(column, cells, problem))
  return {
    name: short('name', cells, problem),
    otherNames: listIn(short('other_names', cells, problem), /[;|]/),
    postalCode: text('postal_code'),
    industry: text('industry'),
  }
}

function short(column: AccountColumn, cells: AccountCells, problem: Problem): string | undefined {
  const text = said(cells[column])
  if (text === undefined || text.length <= LONGEST_TEXT) return text
  return problem(column, `at most ${LONGEST_TEXT} characters`)
}

const clearable = (text: string | undefined) => (text === CLEARED ? null : text)

function listIn(text: string | undefined, separators: RegExp): string[] | undefined {
  if (text === undefined) return undefined
  const parts = text === CLEARED ? [] : text.split(separators).map((part) => part.trim())
  return [...new Set(parts.filter(Boolean))]
}

/** `hubspot:123`, or `123` of our own; several with a semicolon. */
function externalIn(cell: string | undefined): (readonly [string, string])[] {
  return (listIn(said(cell), /;/) ?? []).map((text) => {
    const [, system, id] = /^([a-z][a-z0-9-]{0,30}):(.+)$/.exec(text) ?? []
    return system === undefined || id === undefined ? [OWN_SYSTEM, text] : [system, id.trim()]
  })
}

function domainsIn(cell: string | undefined, { isAnyones }: LineReader, problem: Problem) {
  return listIn(said(cell), /[;|,\s]+/)?.flatMap((typed) => {
    const domain = companyDomain(typed)
    if (domain === undefined) return problem('domains', `\`${typed}\` is no domain`) ?? []
    if (!isAnyones(domain)) return domain
    return problem('domains', `anyone may have an address at \`${domain}\``) ?? []
  })
}

function placeIn(cells: AccountCells, reader: LineReader, problem: Problem) {
  const [typed, number] = [clearable(said(cells.country)), clearable(said(cells.phone))]
  const country = typed ? reader.country(typed) : typed
  if (typed && country === undefined) problem('country', `\`${typed}\` is no country`)
  const phone = number ? reader.phone(number, country ?? undefined) : number
  if (number && phone === undefined) {
    problem('phone', 'no number that can be called; write it with +, or give the country')
  }
  return { country, phone }
}

function numbersIn(cells: AccountCells, problem: Problem) {
  const number = (column: 'employees' | 'annual_revenue') => {
    const text = clearable(said(cells[column]))
    if (text === undefined || text === null) return text
    const value = Number(text.replace(/[\s_']/g, ''))
    if (Number.isFinite(value) && value >= 0) return value
    return problem(column, `\`${text}\` is no number, such as 1200`)
  }
  return { employees: number('employees'), annualRevenue: number('annual_revenue') }
}

function yesOrNo(cell: string | undefined, problem: Problem): boolean | undefined {
  const text = said(cell)?.toLowerCase()
  if (text === undefined) return undefined
  if (YES.has(text)) return true
  return NO.has(text) ? false : problem('named', 'write yes or no')
}

function ownerIn(cell: string | undefined, { rep }: LineReader, problem: Problem) {
  const text = clearable(said(cell))
  if (text === undefined || text === null) return text
  return rep(text) ?? problem('owner', `there is no rep \`${text}\``)
}

function idIn(cell: string | undefined, problem: Problem): string[] {
  const text = said(cell)
  if (text === undefined) return []
  if (UUID.test(text)) return [accountKey.id(text.toLowerCase() as AccountId)]
  return problem('id', 'no id of an account; it is made here and stands in an export') ?? []
}

function parentIn(cell: string | undefined): string | null | undefined {
  const text = clearable(said(cell))
  if (text === undefined || text === null) return text
  if (UUID.test(text)) return accountKey.id(text.toLowerCase() as AccountId)
  const domain = text.includes(':') ? undefined : companyDomain(text)
  if (domain !== undefined) return accountKey.domain(domain)
  const [[system, id] = [OWN_SYSTEM, text]] = externalIn(text)
  return accountKey.external(system, id)
}

function given<T extends object>(fields: T): AccountChange {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
