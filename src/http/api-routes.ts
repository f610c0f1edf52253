import type { FastifyPluginAsync, RouteOptions } from 'fastify'
import type { AssignmentDesk } from '../ports/assignment-desk.ts'
import type { DeadLetters } from '../ports/dead-letters.ts'
import type { DeliveryReader } from '../ports/delivery-reader.ts'
import type { ReviewInbox } from '../ports/review-inbox.ts'
import { type AccountBackFillPorts, accountBackFillRoutes } from './account-back-fill-routes.ts'
import { type AccountPorts, accountRoutes } from './account-routes.ts'
import { type AnswerLinkPorts, answerLinkRoutes } from './answer-link-routes.ts'
import { assignmentRoutes } from './assignment-routes.ts'
import { type CampaignStatsPorts, campaignStatsRoutes } from './campaign-stats-routes.ts'
import { type CanaryPorts, canaryRoutes } from './canary-routes.ts'
import { type ChannelCallbackPorts, channelCallbackRoutes } from './channel-callback-routes.ts'
import { type ChannelPorts, channelRoutes } from './channel-routes.ts'
import { type ConfigPorts, configRoutes } from './config-routes.ts'
import { type ContactJoinPorts, contactJoinRoutes } from './contact-join-routes.ts'
import { type ContactPorts, contactRoutes } from './contact-routes.ts'
import { type ConversationPorts, conversationRoutes } from './conversation-routes.ts'
import { type CreditPorts, creditRoutes } from './credit-routes.ts'
import { deadLetterRoutes } from './dead-letter-routes.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { type DirectoryPorts, directoryRoutes } from './directory-routes.ts'
import { docsRoutes } from './docs-routes.ts'
import { draftRoutes } from './draft-routes.ts'
import { eventDeliveryRoutes } from './event-delivery-routes.ts'
import { type FairnessPorts, fairnessRoutes } from './fairness-routes.ts'
import { type IdentityIndexPorts, identityIndexRoutes } from './identity-index-routes.ts'
import { type LeadReadPorts, leadReadRoutes } from './lead-read-routes.ts'
import { type LivePorts, liveRoutes } from './live-routes.ts'
import { type NotificationPorts, notificationRoutes } from './notification-routes.ts'
import { type PrivacyPorts, privacyRoutes } from './privacy-routes.ts'
import { type PublishPorts, publishRoutes } from './publish-routes.ts'
import { type PushPorts, pushRoutes } from './push-routes.ts'
import { rebaseRoutes } from './rebase-routes.ts'
import { repPageRoutes } from './rep-page-routes.ts'
import { type ReplayPorts, replayRoutes } from './replay-routes.ts'
import { reviewRoutes } from './review-routes.ts'
import { revisionRoutes } from './revision-routes.ts'
import { type RulesCheckPorts, rulesCheckRoutes } from './rules-check-routes.ts'
import { type SegmentPorts, segmentRoutes } from './segment-routes.ts'
import { type SimulationPorts, simulationRoutes } from './simulation-routes.ts'
import { type SourcePorts, sourceRoutes } from './source-routes.ts'
import { type StatsPorts, statsRoutes } from './stats-routes.ts'
import { type SubscriptionPorts, subscriptionRoutes } from './subscription-routes.ts'
import { type TimeOffPorts, timeOffRoutes } from './time-off-routes.ts'
import { type TokenPorts, tokenRoutes } from './token-routes.ts'
import { type WhyNotPorts, whyNotRoutes } from './why-not-routes.ts'

/** Everything the product's own API reads from and acts through. */
export type ApiPorts = LeadReadPorts &
  ConversationPorts &
  DirectoryPorts &
  FairnessPorts &
  CreditPorts &
  ConfigPorts &
  PublishPorts &
  WhyNotPorts &
  StatsPorts &
  SourcePorts &
  CampaignStatsPorts &
  CanaryPorts &
  TimeOffPorts &
  TokenPorts &
  PrivacyPorts &
  LivePorts &
  IdentityIndexPorts &
  ReplayPorts &
  ContactPorts &
  ContactJoinPorts &
  AccountPorts &
  AccountBackFillPorts &
  RulesCheckPorts &
  NotificationPorts &
  AnswerLinkPorts &
  PushPorts &
  ChannelPorts &
  ChannelCallbackPorts &
  SimulationPorts &
  SegmentPorts &
  SubscriptionPorts & {
    readonly desk: AssignmentDesk
    readonly reviews: ReviewInbox
    readonly deadLetters: DeadLetters
    readonly deliveries: DeliveryReader
  }

/** The product's own API, apart from capture and health, and the page that describes it. */
export const apiRoutes: FastifyPluginAsync<{ readonly ports: ApiPorts }> = async (
  app,
  { ports },
) => {
  app.addHook('onRoute', tellWhoMay)
  app.register(leadReadRoutes, ports)
  app.register(whyNotRoutes, ports)
  app.register(conversationRoutes, ports)
  app.register(assignmentRoutes, ports)
  app.register(contactRoutes, ports)
  app.register(contactJoinRoutes, ports)
  app.register(accountRoutes, ports)
  app.register(accountBackFillRoutes, ports)
  app.register(directoryRoutes, ports)
  app.register(fairnessRoutes, ports)
  app.register(creditRoutes, ports)
  app.register(timeOffRoutes, ports)
  app.register(reviewRoutes, ports)
  app.register(deadLetterRoutes, ports)
  app.register(deliveryRoutes, ports)
  app.register(replayRoutes, ports)
  app.register(configRoutes, ports)
  app.register(draftRoutes, ports)
  app.register(publishRoutes, ports)
  app.register(rebaseRoutes, ports)
  app.register(revisionRoutes, ports)
  app.register(rulesCheckRoutes, ports)
  app.register(simulationRoutes, ports)
  app.register(segmentRoutes, ports)
  app.register(statsRoutes, ports)
  app.register(sourceRoutes, ports)
  app.register(campaignStatsRoutes, ports)
  app.register(canaryRoutes, ports)
  app.register(notificationRoutes, ports)
  app.register(answerLinkRoutes, ports)
  app.register(routesOfChannels, ports)
  app.register(privacyRoutes, ports)
  app.register(identityIndexRoutes, ports)
  app.register(tokenRoutes, ports)
  app.register(liveRoutes, ports)
  app.register(subscriptionRoutes, ports)
  app.register(eventDeliveryRoutes, ports)
  app.register(docsRoutes)
}

/** By which reps are told, and answer. */
const routesOfChannels: FastifyPluginAsync<ApiPorts> = async (app, ports) => {
  app.register(channelRoutes, ports)
  app.register(channelCallbackRoutes, ports)
  app.register(pushRoutes, ports)
  app.register(repPageRoutes)
}

/** Puts the roles a route declares into its description, so that both always say the same. */
function tellWhoMay(route: RouteOptions): void {
  const { roles } = route.config ?? {}
  if (roles === undefined || route.schema === undefined) return
  const { description } = route.schema
  const who = `Roles: ${roles.join(', ')}.`
  route.schema = {
    ...route.schema,
    description: description === undefined ? who : `${description}\n\n${who}`,
    security: [{ token: [] }],
  }
}
