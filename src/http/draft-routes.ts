import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { changesBetween } from '../domain/configuration-diff.ts'
import type { Configuration } from '../domain/documents/documents.ts'
import { contentHash, type Draft, hasWritten, reviewOf } from '../domain/draft.ts'
import { Refused } from '../domain/failure.ts'
import { kindNamedBy, readDocuments } from '../domain/read-documents.ts'
import { writtenForm } from '../domain/write-documents.ts'
import type { ConfigurationHistory } from '../ports/configuration-history.ts'
import type { DraftStore, StepTaken } from '../ports/draft-store.ts'
import { type Caller, callerOf } from './authenticate.ts'
import { type CheckDraftPorts, checkDraft } from './check-draft.ts'
import {
  changeDraftRoute,
  createDraftRoute,
  type DraftBody,
  discardDraftRoute,
  listDraftsRoute,
  reviewDraftRoute,
  showDraftRoute,
} from './draft-schemas.ts'

/** What drafts are kept and checked with. */
export type DraftPorts = CheckDraftPorts & {
  readonly drafts: DraftStore
  readonly configurationHistory: ConfigurationHistory
}

/** Documents that are not in force yet: written, checked, reviewed. */
export const draftRoutes: FastifyPluginAsyncZod<DraftPorts> = async (app, ports) => {
  const { drafts, configurationHistory: history, clock } = ports

  app.get('/v1/config/drafts', listDraftsRoute, (request) => drafts.list(request.query))

  app.post('/v1/config/drafts', createDraftRoute, async (request, reply) => {
    const { files, message, ...given } = request.body
    const base = await revisionFor(given.basedOn, history)
    const { check } = await checkDraft(files, base.documents, ports)
    const kinds = [...new Set(files.map(({ path }) => kindNamedBy(path)))]
    const name = given.name ?? `Changes to ${kinds.join(', ')}`.slice(0, 200)
    const content = { name, message, files, check, basedOn: base.revision }
    const draft = await drafts.create(content, stepBy(callerOf(request), 'created', clock()))
    return reply.code(201).send(await shownDraft(draft, history))
  })

  app.get('/v1/config/drafts/:number', showDraftRoute, async (request) =>
    shownDraft(await draftNumbered(request.params.number, drafts), history),
  )

  app.put('/v1/config/drafts/:number', changeDraftRoute, async (request) => {
    const { version, ...sent } = request.body
    const draft = await draftNumbered(request.params.number, drafts)
    const { files = draft.files, basedOn = draft.basedOn } = sent
    const { name = draft.name, message = draft.message } = sent
    const isSame = contentHash(files, basedOn) === contentHash(draft.files, draft.basedOn)
    const base = await revisionFor(basedOn, history)
    const check = isSame ? draft.check : (await checkDraft(files, base.documents, ports)).check
    const step = stepBy(callerOf(request), 'changed', clock())
    const seen = { number: draft.number, version }
    const content = { name, message, basedOn, files, check }
    return shownDraft(await drafts.change(seen, step, content), history)
  })

  app.delete('/v1/config/drafts/:number', discardDraftRoute, async (request) => {
    const seen = { ...request.params, ...request.query }
    const step = stepBy(callerOf(request), 'discarded', clock())
    return shownDraft(await drafts.change(seen, step, { state: 'discarded' }), history)
  })

  app.post('/v1/config/drafts/:number/review', reviewDraftRoute, async (request) => {
    const caller = callerOf(request)
    const { version, verdict, words } = request.body
    const draft = await draftNumbered(request.params.number, drafts)
    if (verdict === 'approved' && hasWritten(draft, caller.id)) {
      throw new Refused('own-approval-not-allowed', `${caller.name} wrote draft ${draft.number}`)
    }
    const step = { ...stepBy(caller, verdict, clock()), words }
    return shownDraft(await drafts.change({ number: draft.number, version }, step, {}), history)
  })
}

/** The draft of that number. Rejects with `Refused` when there is none. */
export async function draftNumbered(number: number, drafts: DraftStore): Promise<Draft> {
  const draft = await drafts.find(number)
  if (draft === undefined) throw new Refused('draft-unknown', `No draft ${number}`)
  return draft
}

/** Rejects with `Refused` a draft that is closed, or of another version than was seen. */
export function checkOpen({ number, state, version }: Draft, seen: number | undefined): void {
  if (state !== 'open') throw new Refused('draft-closed', `Draft ${number} is ${state}`)
  if (seen !== undefined && seen !== version) {
    throw new Refused('draft-edited', `Draft ${number} is at version ${version}`)
  }
}

/** Something that the caller does to a draft. */
export const stepBy = (caller: Caller, kind: StepTaken['kind'], at: Date): StepTaken => ({
  ...{ kind, at, by: caller.name, byId: caller.id },
})

/** The revision of that number, or the active one. Rejects with `Refused` when there is none. */
export async function revisionFor(
  revision: number | undefined,
  history: ConfigurationHistory,
): Promise<Configuration> {
  if (revision === undefined) return history.latest()
  const found = await history.find(revision)
  if (found === undefined) throw new Refused('revision-unknown', `No revision ${revision}`)
  return found
}

/** A draft as it is answered: with what it changes and whether it may be published. */
export async function shownDraft(draft: Draft, history: ConfigurationHistory): Promise<DraftBody> {
  const [base, active] = await Promise.all([revisionFor(draft.basedOn, history), history.latest()])
  const read = readDocuments(draft.files, base.documents)
  const changes = read.ok
    ? changesBetween(writtenForm(base.documents), writtenForm(read.documents))
    : []
  return {
    ...draft,
    changes,
    review: reviewOf(draft),
    reviewRequired: active.documents.teams.reviewBeforePublishing ?? false,
    activeRevision: active.revision,
  }
}
