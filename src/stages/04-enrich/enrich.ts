import { isCanary } from '../../domain/canaries/is-canary.ts'
import { Refused, Unavailable } from '../../domain/failure.ts'
import type { Lead } from '../../domain/lead.ts'
import type { ProviderOutcome } from '../../domain/lead-event.ts'
import type { Enrichment } from '../../domain/lead-parts.ts'
import type { Clock } from '../../ports/clock.ts'
import type {
  EnrichmentAnswer,
  EnrichmentProvider,
  EnrichmentSubject,
} from '../../ports/enrichment-provider.ts'
import type { LookAndSay } from '../../ports/stage.ts'
import { mergeEnrichments } from './merge-enrichments.ts'

/**
 * Asks every provider at once and merges what they know; where two know the same, the one earlier
 * in the list wins. A provider that fails, or is not done when the time share ends, costs its own
 * answer only: the event names each with its outcome, so that late data can be asked for again.
 */
export const enrich: LookAndSay = {
  kind: 'look-and-say',
  name: 'enrich',
  async run(lead, ports, share) {
    const subject = subjectOf(lead)
    const all = await ports.providers()
    const providers = isCanary(lead) ? all.filter(({ charges }) => charges !== true) : all
    const asked = await Promise.all(
      providers.map((provider) => ask(provider, subject, share.signal, ports.clock)),
    )
    // What an earlier run found stays when its provider fails this time.
    const found = [...asked.map(({ enrichment }) => enrichment), lead.parts.enrichment]
    return {
      event: {
        type: 'LeadEnriched',
        at: ports.clock(),
        providers: asked.map(({ outcome }) => outcome),
      },
      parts: { enrichment: mergeEnrichments(found.filter((one) => one !== undefined)) },
    }
  },
}

type Asked = { readonly outcome: ProviderOutcome; readonly enrichment: Enrichment | undefined }

async function ask(
  provider: EnrichmentProvider,
  subject: EnrichmentSubject,
  signal: AbortSignal,
  clock: Clock,
): Promise<Asked> {
  const startedAt = clock().getTime()
  const [answer] = await Promise.allSettled([
    Promise.race([provider.lookUp(subject, signal), late(signal)]),
  ])
  const outcome = outcomeOf(answer, signal)
  const enrichment =
    answer.status === 'fulfilled' && answer.value !== 'late' && 'enrichment' in answer.value
      ? answer.value.enrichment
      : undefined
  const ms = clock().getTime() - startedAt
  return { outcome: { provider: provider.name, outcome, ms }, enrichment }
}

/** Resolves when the share ends: a provider that does not heed the signal must not hold us up. */
function late(signal: AbortSignal): Promise<'late'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('late')
    signal.addEventListener('abort', () => resolve('late'), { once: true })
  })
}

function outcomeOf(
  answer: PromiseSettledResult<EnrichmentAnswer | 'late'>,
  signal: AbortSignal,
): ProviderOutcome['outcome'] {
  if (answer.status === 'fulfilled') return answer.value === 'late' ? 'late' : answer.value.outcome
  if (answer.reason instanceof Refused) return 'refused'
  if (answer.reason instanceof Unavailable) return signal.aborted ? 'late' : 'unavailable'
  throw answer.reason
}

/** What we know to ask with. A free or throwaway mail address says nothing about a company. */
function subjectOf({ parts: { form, findings } }: Lead): EnrichmentSubject {
  const anyones = findings?.freeMail === true || findings?.throwawayMail === true
  return given({
    email: findings?.email,
    companyDomain: anyones ? undefined : findings?.emailDomain,
    phoneCountry: findings?.phoneCountry,
    title: form.title,
    company: form.company,
  })
}

type Given<T> = { [K in keyof T]?: NonNullable<T[K]> }

const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>
