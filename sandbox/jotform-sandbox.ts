import { type Answer, type Call, httpSandbox } from './http-sandbox.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

/** A submission as Jotform keeps it; `created_at` is `YYYY-MM-DD HH:MM:SS` in the account's zone. */
export type JotformSubmission = {
  readonly id: string
  readonly form_id: string
  readonly created_at: string
  readonly answers: Readonly<Record<string, unknown>>
}

type JotformReceived = {
  calls: number
  readonly submissions: Map<string, JotformSubmission>
  /** Forms that are deleted. */
  readonly goneForms: Set<string>
}

/** The API key the sandbox accepts unless told another. */
export const SANDBOX_JOTFORM_KEY = 'jotform-sandbox-key'

/**
 * The part of Jotform's API that submissions are read from: one by its id, and those of a form since
 * a time, paged by limit and offset.
 */
export function jotformSandbox(
  options: { port?: number; key?: string } = {},
): Promise<Sandbox<JotformReceived>> {
  const { key = SANDBOX_JOTFORM_KEY } = options
  const received: JotformReceived = { calls: 0, submissions: new Map(), goneForms: new Set() }
  return httpSandbox({
    port: options.port ?? 0,
    received,
    failure: (status, behaviour) => failed(status, behaviour),
    answer(call) {
      if (call.header('apikey') !== key) return failed(401)
      return answerOf(call, received)
    },
  })
}

function answerOf({ path, query }: Call, { submissions, goneForms }: JotformReceived): Answer {
  const [, resource, id = '', list] = path.split('/')
  if (resource === 'submission') {
    const one = submissions.get(id)
    return one === undefined ? failed(404) : said(one)
  }
  if (resource !== 'form' || list !== 'submissions' || goneForms.has(id)) return failed(404)
  const filter = JSON.parse(query.get('filter') ?? '{}') as Record<string, string>
  const since = filter['created_at:gt'] ?? ''
  const found = [...submissions.values()]
    .filter((one) => one.form_id === id && one.created_at > since)
    .toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1))
  const offset = Number(query.get('offset') ?? 0)
  return said(found.slice(offset, offset + Number(query.get('limit') ?? 20)))
}

const said = (content: unknown): Answer => ({
  status: 200,
  body: { responseCode: 200, message: 'success', content },
})

function failed(status: number, { error, retryAfterSeconds }: Behaviour = {}): Answer {
  return {
    status,
    body: { responseCode: status, message: error ?? `The sandbox answers ${status}`, content: '' },
    ...(retryAfterSeconds === undefined
      ? {}
      : { headers: { 'retry-after': `${retryAfterSeconds}` } }),
  }
}
