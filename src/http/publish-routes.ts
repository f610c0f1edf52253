import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { changesBetween } from '../domain/configuration-diff.ts'
import type { Documents } from '../domain/documents/documents.ts'
import { type Draft, type DraftFinding, reviewOf } from '../domain/draft.ts'
import { Refused } from '../domain/failure.ts'
import { writtenForm } from '../domain/write-documents.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { WaitingLeads } from '../ports/waiting-leads.ts'
import { callerOf } from './authenticate.ts'
import { type CheckedDraft, checkDraft } from './check-draft.ts'
import { documentsInvalid } from './config-routes.ts'
import { checkOpen, type DraftPorts, draftNumbered } from './draft-routes.ts'
import { publishDraftRoute } from './draft-schemas.ts'
import { findingsRefused } from './findings-refused.ts'
import { type Problem, problem } from './problem.ts'
import { publishedMeanwhile, unlessPublished } from './published-meanwhile.ts'

/** What publishing changes. */
export type PublishPorts = DraftPorts & {
  readonly configuration: ConfigurationStore
  readonly waitingLeads: WaitingLeads
}

/** Drafts become revisions. */
export const publishRoutes: FastifyPluginAsyncZod<PublishPorts> = async (app, ports) => {
  const { drafts, configuration, configurationHistory: history, waitingLeads } = ports

  app.post('/v1/config/drafts/:number/publish', publishDraftRoute, async (request, reply) => {
    const caller = callerOf(request)
    const { version, message, acceptWarnings } = request.body
    const draft = await draftNumbered(request.params.number, drafts)
    checkOpen(draft, version)
    const active = await history.latest()
    if (active.revision !== draft.basedOn) {
      return problem(reply, await publishedMeanwhile(draft.basedOn, history))
    }
    checkReviewed(draft, active.documents)
    const checked = await checkDraft(draft.files, active.documents, ports)
    const refused = refusal(checked, acceptWarnings)
    if (checked.documents === undefined || refused !== undefined) {
      return problem(reply, refused ?? documentsInvalid(checked.check.problems, NOT_PUBLISHED))
    }
    const { documents } = checked
    const changes = changesBetween(writtenForm(active.documents), writtenForm(documents))
    if (changes.length === 0) {
      throw new Refused('draft-changes-nothing', `Draft ${draft.number} is what is active`)
    }
    return unlessPublished(draft.basedOn, history, reply, async () => {
      const { revision } = await configuration.apply(documents, caller.name, draft.basedOn, {
        message: message ?? draft.message ?? draft.name,
        draft: { number: draft.number, version: draft.version, byId: caller.id },
      })
      return { revision, changes, resumed: await waitingLeads.resume('rules-published') }
    })
  })
}

const NOT_PUBLISHED = 'Nothing was published'

/** By the rule that is active: a draft cannot lift the review it needs itself. */
function checkReviewed(draft: Draft, { teams }: Documents): void {
  const review = reviewOf(draft)
  if (review === 'sent-back') throw new Refused('draft-sent-back', `Draft ${draft.number}`)
  if (teams.reviewBeforePublishing && review !== 'approved') {
    throw new Refused('review-missing', `Nobody has approved draft ${draft.number}`)
  }
}

function refusal({ check }: CheckedDraft, acceptWarnings: boolean): Problem | undefined {
  if (check.problems.length > 0) return documentsInvalid(check.problems, NOT_PUBLISHED)
  const of = (level: DraftFinding['level']) => check.findings.filter((one) => one.level === level)
  const [errors, warnings] = [of('error'), of('warning')]
  if (errors.length > 0) return findingsRefused('errors', errors)
  return warnings.length > 0 && !acceptWarnings ? findingsRefused('warnings', warnings) : undefined
}
