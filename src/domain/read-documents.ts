import { type Document, LineCounter, parseDocument } from 'yaml'
import { checkDocuments, type DocumentProblem, unknownKind } from './check-documents.ts'
import { type Place, placeIn } from './document-place.ts'
import type { Path } from './document-references.ts'
import type { DocumentKind, Documents } from './documents/documents.ts'
import { writtenForm } from './write-documents.ts'

/** A file of configuration; its name says which document it is, as `config/routing.yaml`. */
export type DocumentFile = { readonly path: string; readonly text: string }

/** One thing wrong, where a person can find it. Lines and columns count from 1. */
export type FileProblem = {
  readonly file: string
  /** Absent for a document that none of the files holds. */
  readonly line?: number
  readonly column?: number
  /** From the top of the document, as `rules[2].when`; empty for the file as a whole. */
  readonly path: string
  /** The same with names in the place of numbers, as `rules[dach].when`. */
  readonly named?: string
  readonly reason: string
}

/** The documents of all files together, or everything that is wrong with them. */
export type Read =
  | { readonly ok: true; readonly documents: Documents }
  | { readonly ok: false; readonly problems: readonly FileProblem[] }

/**
 * Reads configuration files in YAML or JSON. All problems of all files are reported at once, each
 * with its line. Documents that no file holds are taken from `base`, the ones now in force; without
 * it, all of them must be there.
 */
export function readDocuments(files: readonly DocumentFile[], base: Partial<Documents> = {}): Read {
  const parsed = files.map(parse)
  const sound = parsed.filter(({ problems }) => problems.length === 0)
  const broken = new Set(parsed.filter((file) => !sound.includes(file)).map(({ kind }) => kind))
  const values = Object.fromEntries(sound.map(({ kind, value }) => [kind, value]))
  const checked = checkDocuments({ ...writtenForm(base), ...values })
  const doubles = parsed.flatMap((file, index) => twiceIn(file, parsed.slice(0, index)))
  const problems = [...parsed.flatMap((file) => file.problems), ...doubles]
  if (checked.ok && problems.length === 0) return checked
  const further = checked.ok ? [] : checked.problems.filter(({ kind }) => !broken.has(kind))
  return { ok: false, problems: [...problems, ...further.map((one) => located(one, parsed))] }
}

/**
 * Tells where in these files something stands that is said of a document, or undefined for a
 * document that none of them holds.
 */
export function placesIn(
  files: readonly DocumentFile[],
): (kind: DocumentKind, path: Path) => (Place & { readonly file: string }) | undefined {
  const parsed = files.map(parse)
  return (kind, path) => {
    const source = parsed.find((file) => file.kind === kind)
    return source && { file: source.file, ...placeIn(source.document, source.lines, path) }
  }
}

/** A path as people read it: `rules[2].targets[0].pool`. */
export function pathText(path: DocumentProblem['path']): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
  return steps.join('').replace(/^\./, '')
}

/** A path by the names of what lies on it, as far as they have one: `rules[dach].targets[0].pool`. */
function namedPath(path: DocumentProblem['path'], document: unknown): string {
  const steps = path.map((step, index) => {
    const name =
      typeof step === 'number' ? nameOf(valueAt(document, path.slice(0, index + 1))) : undefined
    return name === undefined ? pathText([step]) : `[${name}]`
  })
  return steps.reduce(
    (text, step) => `${text}${text === '' || step.startsWith('[') ? '' : '.'}${step}`,
    '',
  )
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce((at: unknown, step) => (at as Record<string, unknown> | null)?.[step], value)

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { id, key, repId } = value as Record<string, unknown>
  return [id, key, repId].find((one) => typeof one === 'string') as string | undefined
}

/** Which document a file is, by its name; perhaps none of ours. */
export const kindNamedBy = (path: string): string =>
  (path.split(/[/\\]/).at(-1) ?? path).replace(/\.(ya?ml|json)$/, '')

type ParsedFile = {
  readonly file: string
  readonly kind: string
  readonly document: Document
  readonly lines: LineCounter
  readonly value: unknown
  readonly problems: readonly FileProblem[]
}

function parse({ path, text }: DocumentFile): ParsedFile {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    keepSourceTokens: true,
    logLevel: 'error',
  })
  const kind = kindNamedBy(path)
  // Only the first: what is told after it mostly follows from it.
  const syntax = document.errors.slice(0, 1).map(({ pos, message }) => {
    const { line, col } = lines.linePos(pos[0])
    return { file: path, line, column: col, path: '', reason: `this is not YAML: ${message}` }
  })
  const misnamed = unknownKind(kind)
  const problems = misnamed === undefined ? syntax : [...syntax, whole(path, misnamed)]
  if (problems.length > 0) return { file: path, kind, document, lines, value: undefined, problems }
  return { file: path, kind, document, lines, ...resolved(document, path) }
}

/** Aliases are resolved only here, and may be unknown, or more than a document needs. */
function resolved(document: Document, file: string): Pick<ParsedFile, 'value' | 'problems'> {
  try {
    return { value: document.toJS() ?? {}, problems: [] }
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    return { value: undefined, problems: [whole(file, error.message)] }
  }
}

const whole = (file: string, reason: string): FileProblem => ({ file, line: 1, path: '', reason })

function twiceIn(
  { file, kind }: ParsedFile,
  earlier: readonly ParsedFile[],
): readonly FileProblem[] {
  const first = earlier.find((other) => other.kind === kind)
  return first ? [whole(file, `\`${kind}\` stands in ${first.file} too; keep one of them`)] : []
}

function located(problem: DocumentProblem, parsed: readonly ParsedFile[]): FileProblem {
  const { kind, path, reason, within } = problem
  const source = parsed.find((file) => file.kind === kind)
  const text = pathText(path)
  if (source === undefined) return { file: `${kind}.yaml`, path: text, reason }
  const place = placeIn(source.document, source.lines, path, within)
  // A reason that begins with the last name need not be told it again.
  const isTold = reason.startsWith(`\`${String(path.at(-1))}\``)
  const named = namedPath(isTold ? path.slice(0, -1) : path, source.value)
  return { file: source.file, ...place, path: text, named, reason }
}
