import { factsOfLead } from '../../domain/matching/facts-of-lead.ts'
import { type MatchFinding, matchVerdict } from '../../domain/matching/match-verdict.ts'
import type { LookAndSay } from '../../ports/stage.ts'

/**
 * Says which contact is most likely the person behind the lead, and how likely that is: the index
 * names those who may be, and each is weighed field by field. What follows from it, dedupe decides
 * under its locks, where exact keys come first. A lead that has its contact already is compared with
 * the others. Where the `matching` document has it switched off, nobody is compared.
 */
export const match: LookAndSay = {
  kind: 'look-and-say',
  name: 'match',
  async run({ contactId, parts }, { clock, configuration, identityIndex, matchModels }) {
    const { revision, documents } = await configuration.current()
    const model = await matchModels.current()
    const facts = factsOfLead(parts)
    const { found } = documents.matching.enabled
      ? await identityIndex.candidates(facts)
      : { found: [] }
    const others = found.filter((one) => one.contactId !== contactId)
    const finding: MatchFinding = matchVerdict(facts, others, model, documents.matching)
    return {
      event: { type: 'PersonCompared', at: clock(), revision, ...finding },
      parts: { match: finding },
    }
  },
}
