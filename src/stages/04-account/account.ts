import type { AccountOfLead } from '../../domain/account-of-lead.ts'
import { companyKeys } from '../../domain/matching/account-keys.ts'
import { type AccountFinding, accountVerdict } from '../../domain/matching/account-verdict.ts'
import { companyOfLead } from '../../domain/matching/company-of-lead.ts'
import type { LookAndSay } from '../../ports/stage.ts'

/**
 * Says which account of the book a lead belongs to, once the providers have said what they know. What
 * it says is kept with the lead: routing, scoring and figures read it and decide nothing anew.
 */
export const account: LookAndSay = {
  kind: 'look-and-say',
  name: 'account',
  async run({ parts }, { clock, configuration, accounts, matchModels }) {
    const { revision, documents } = await configuration.current()
    const { wordWeight } = await matchModels.current()
    const company = companyOfLead(parts)
    const candidates = await accounts.candidates(companyKeys(company))
    const settings = documents.matching.accounts
    const finding: AccountFinding = accountVerdict(company, candidates, wordWeight, settings)
    const [best] = finding.matches
    const facts = best && (await accounts.facts(best.accountId))
    const found: AccountOfLead = facts === undefined ? { finding } : { finding, facts }
    return {
      event: {
        type: 'AccountMatched',
        at: clock(),
        revision,
        ...(best && { accountId: best.accountId, by: best.by }),
        matches: finding.matches.length,
        compared: finding.compared,
      },
      parts: { account: found },
    }
  },
}
