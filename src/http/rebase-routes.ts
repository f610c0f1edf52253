import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { changesBetween } from '../domain/configuration-diff.ts'
import type { Documents } from '../domain/documents/documents.ts'
import { kindNamedBy, readDocuments } from '../domain/read-documents.ts'
import { rebaseDocuments } from '../domain/rebase-documents.ts'
import { writtenForm } from '../domain/write-documents.ts'
import { callerOf } from './authenticate.ts'
import { checkDraft } from './check-draft.ts'
import { documentsInvalid } from './config-routes.ts'
import {
  checkOpen,
  type DraftPorts,
  draftNumbered,
  revisionFor,
  shownDraft,
  stepBy,
} from './draft-routes.ts'
import { rebaseDraftRoute } from './draft-schemas.ts'
import { type Problem, problem } from './problem.ts'

/** Drafts are moved onto what others published meanwhile. */
export const rebaseRoutes: FastifyPluginAsyncZod<DraftPorts> = async (app, ports) => {
  const { drafts, configurationHistory: history, clock } = ports

  app.post('/v1/config/drafts/:number/rebase', rebaseDraftRoute, async (request, reply) => {
    const draft = await draftNumbered(request.params.number, drafts)
    checkOpen(draft, request.body.version)
    const [base, active] = [await revisionFor(draft.basedOn, history), await history.latest()]
    const read = readDocuments(draft.files, base.documents)
    if (!read.ok) return problem(reply, documentsInvalid(read.problems, 'It cannot be compared'))
    const { taken, conflicts } = rebaseDocuments(
      writtenForm(base.documents),
      writtenForm(active.documents),
      writtenForm(read.documents),
    )
    if (conflicts.length > 0) {
      const anew = `./stl rules draft ${draft.number}@${draft.version} -f <file> --base ${active.revision}`
      const whatToDo = `Put both into your documents, and change the draft with them: ${anew}`
      return problem(reply, conflictProblem(conflicts, base.documents, active.documents, whatToDo))
    }
    const others = new Set<string>(taken)
    const files = draft.files.filter(({ path }) => !others.has(kindNamedBy(path)))
    const { check } = await checkDraft(files, active.documents, ports)
    const step = stepBy(callerOf(request), 'rebased', clock())
    const change = { files, check, basedOn: active.revision }
    return shownDraft(await drafts.change(draft, step, change), history)
  })
}

/** Both sides changed these documents: what the others did to each. */
function conflictProblem(
  conflicts: readonly string[],
  base: Documents,
  active: Documents,
  whatToDo: string,
): Problem {
  const changes = changesBetween(writtenForm(base), writtenForm(active))
  const errors = conflicts.map((document) => {
    const theirs = changes.filter((one) => one.document === document).map(({ text }) => text)
    return { field: document, reason: `was changed by others, too: ${theirs.join('; ')}` }
  })
  const told = errors.map(({ field, reason }) => `${field} ${reason}`)
  const detail = [...told, whatToDo].join('. ')
  return { status: 409, code: 'draft-conflicts', title: 'Both changed the same', detail, errors }
}
