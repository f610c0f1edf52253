import { hubspotCompanyDirectory } from '../adapters/hubspot/company-directory.ts'
import { postgresAccountBackFill } from '../adapters/postgres/account-back-fill.ts'
import { postgresAccountBook } from '../adapters/postgres/account-book.ts'
import { postgresAlertRefusals } from '../adapters/postgres/alert-refusals.ts'
import { postgresApiTokens } from '../adapters/postgres/api-tokens.ts'
import { postgresAssignmentDesk } from '../adapters/postgres/assignment-desk.ts'
import { postgresCampaignStats } from '../adapters/postgres/campaign-stats.ts'
import { postgresCanaryLog } from '../adapters/postgres/canary-log.ts'
import { postgresChannelAlarms } from '../adapters/postgres/channel-alarms.ts'
import { postgresConfigurationHistory } from '../adapters/postgres/configuration-history.ts'
import { postgresContactEdits } from '../adapters/postgres/contact-edits.ts'
import { postgresContactJoins } from '../adapters/postgres/contact-joins.ts'
import { postgresContactReader } from '../adapters/postgres/contact-reader.ts'
import { postgresConversationReader } from '../adapters/postgres/conversation-reader.ts'
import { postgresCreditDesk } from '../adapters/postgres/credit-desk.ts'
import { postgresDeadLetters } from '../adapters/postgres/dead-letters.ts'
import { postgresDecisionScenes } from '../adapters/postgres/decision-scenes.ts'
import { postgresDeliveryReader } from '../adapters/postgres/delivery-reader.ts'
import { postgresDraftStore } from '../adapters/postgres/draft-store.ts'
import { postgresIdentityIndexUpkeep } from '../adapters/postgres/identity-index-upkeep.ts'
import { postgresKnownNames } from '../adapters/postgres/known-names.ts'
import { postgresLeadReader } from '../adapters/postgres/lead-reader.ts'
import { postgresLedgerReader } from '../adapters/postgres/ledger-reader.ts'
import { postgresLiveFeed } from '../adapters/postgres/live-feed.ts'
import { postgresNameUses } from '../adapters/postgres/name-uses.ts'
import { postgresPresenceBoard } from '../adapters/postgres/presence-board.ts'
import { postgresRepLoads } from '../adapters/postgres/rep-loads.ts'
import { postgresReviewInbox } from '../adapters/postgres/review-inbox.ts'
import { postgresSegmentLists } from '../adapters/postgres/segment-lists.ts'
import { postgresSegmentStore } from '../adapters/postgres/segment-store.ts'
import { postgresSourceActivities } from '../adapters/postgres/source-activities.ts'
import { postgresSourceAlarms } from '../adapters/postgres/source-alarms.ts'
import { postgresSpeedStats } from '../adapters/postgres/speed-stats.ts'
import { postgresSubscriptions } from '../adapters/postgres/subscriptions.ts'
import { postgresTimeOffBook } from '../adapters/postgres/time-off-book.ts'
import { postgresWaitingLeads } from '../adapters/postgres/waiting-leads.ts'
import { checkRulesInThread } from '../adapters/thread/check-rules-in-thread.ts'
import type { Documents } from '../domain/documents/documents.ts'
import type { ApiPorts } from '../http/api-routes.ts'
import { FIRST_STAGE, nextStage } from '../pipeline.ts'
import { accountValues } from '../stages/02-validate/account-values.ts'
import { checkLead } from '../stages/02-validate/check-lead.ts'
import { answerPorts } from './answer-ports.ts'
import { peopleOf } from './people.ts'
import { perRevision } from './per-revision.ts'
import type { Platform } from './platform.ts'
import { replaysOf } from './replays-of.ts'
import { secretFailureOf } from './secret-failure-of.ts'
import { secretsOf } from './secrets-of.ts'
import { simulationsInThread } from './simulations-in-thread.ts'
import { timeTravelOf } from './time-travel-of.ts'
import { whyNotInThread } from './why-not-in-thread.ts'

/** Where a lead goes on that a person let through: its validation is settled. */
const RELEASE_TO = nextStage(FIRST_STAGE) ?? FIRST_STAGE

/** What the routes of the product's own API work on. */
export function apiPorts(platform: Platform): ApiPorts {
  const { db, enqueue, clock, log, config, configuration, leads } = platform
  return {
    clock,
    log,
    configuration,
    ...rulesPorts(platform),
    ...ledgerPorts(platform),
    leads: postgresLeadReader(db),
    conversations: postgresConversationReader(db),
    desk: postgresAssignmentDesk({ db, leads, clock, configuration }),
    accounts: postgresAccountBook(db),
    accountValues,
    backFill: postgresAccountBackFill(db),
    companyDirectory: perRevision(configuration, ({ crm }) => companiesOf(crm, platform)),
    contacts: postgresContactReader(db),
    edits: postgresContactEdits(db, { enqueue, clock, nextStage }),
    joins: postgresContactJoins(db, { enqueue, clock, nextStage }),
    presence: postgresPresenceBoard(db),
    timeOff: postgresTimeOffBook(db),
    waitingLeads: postgresWaitingLeads(db, leads, clock),
    reviews: postgresReviewInbox(db, { enqueue, clock, nextStage, releaseTo: RELEASE_TO }),
    deadLetters: postgresDeadLetters(db, enqueue),
    deliveries: postgresDeliveryReader(db),
    replays: replaysOf(platform),
    ...troublesOf(platform),
    ...figures(platform),
    names: postgresKnownNames(db),
    ...answerPorts(platform),
    tokens: postgresApiTokens(db),
    liveFeed: postgresLiveFeed(db),
    identityIndexUpkeep: postgresIdentityIndexUpkeep(db),
    people: peopleOf(platform),
    secrets: secretsOf(platform),
    secretFailure: secretFailureOf(config),
    checkLead,
    ...beforePublishing(platform),
    subscriptions: postgresSubscriptions(db, clock),
    eventsReach: config.eventsReach,
  }
}

/** How sources and channels fare, and what a person has to mend there. */
const troublesOf = ({ db }: Platform) => ({
  sourceActivities: postgresSourceActivities(db),
  sourceAlarms: postgresSourceAlarms(db),
  channelAlarms: postgresChannelAlarms(db),
  alertRefusals: postgresAlertRefusals(db),
})

/** What tells how it goes. */
const figures = ({ db }: Platform) => ({
  speedStats: postgresSpeedStats(db),
  campaignStats: postgresCampaignStats(db),
  canaries: postgresCanaryLog(db),
})

/** What looks at rules before they are active, and at what they decided. */
const rulesPorts = ({ db, clock }: Platform) => ({
  configurationHistory: postgresConfigurationHistory(db),
  drafts: postgresDraftStore(db),
  nameUses: postgresNameUses(db),
  scenes: postgresDecisionScenes(db),
  whyNotFinder: whyNotInThread,
  segments: postgresSegmentStore(db, clock),
  segmentLists: postgresSegmentLists(db),
})

/** What knows whose turn it is in pools, and changes that. */
const ledgerPorts = ({ db, clock, configuration }: Platform) => ({
  ledger: postgresLedgerReader(db),
  loads: postgresRepLoads(db),
  credits: postgresCreditDesk(db, { clock, configuration }),
})

/** What tells how rules do before they are in force, and did. */
const beforePublishing = (platform: Platform) => ({
  rulesCheck: checkRulesInThread,
  simulations: simulationsInThread(platform.databaseUrl),
  timeTravel: timeTravelOf(platform),
})

/** The built-in CRM has no companies but those of the book. */
function companiesOf(crm: Documents['crm'], { config, clock }: Platform) {
  if (crm.kind !== 'hubspot') return undefined
  const token = config.secret(crm.token).reveal()
  return hubspotCompanyDirectory({ token, baseUrl: config.hubspotBaseUrl, clock })
}
