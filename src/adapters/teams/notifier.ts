import { Refused } from '../../domain/failure.ts'
import { type AnswerLinks, linksOfItems } from '../../ports/answer-links.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Notification, Notifier, Recipient } from '../../ports/notifier.ts'
import { httpFailure } from '../vendor/http-failure.ts'
import { type VendorApi, vendorApi } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { worstCircuit } from '../vendor/worst-circuit.ts'
import { adaptiveCard } from './adaptive-card.ts'
import { workflowAddress } from './workflow-address.ts'

export type TeamsSettings = {
  /** The address of a workflow that posts where everybody reads; a secret. */
  readonly workflow?: string
  /** By rep id: a workflow that posts into a chat with that rep. */
  readonly workflows: Readonly<Record<string, string>>
  /** By team id: a workflow that posts into the channel of that team. */
  readonly teamWorkflows?: Readonly<Record<string, string>>
  readonly links: AnswerLinks
  readonly timeLimitMs?: number
  readonly clock?: Clock
}

/** Of all workflows together: so many wait for each at most (`vendorGuard`). */
export const TEAMS_AT_ONCE = 16
/** Teams takes about four messages a second from a workflow. */
const DEFAULT_WAIT_MS = 1_000

/**
 * Posts cards to Microsoft Teams through workflows. That one is accepted says that the workflow has
 * begun, not that a card was posted, and a workflow knows no repeats: a rep needs a second channel.
 *
 * Rejects as `vendorApi` and `httpFailure` do, under `teams-`, and with `Refused`
 * (`teams-recipient-unknown`) for a rep without a workflow. Making it refuses with
 * `teams-workflow-invalid` what is no address of a workflow.
 */
export function teamsNotifier(settings: TeamsSettings): Notifier & Guarded {
  const { workflow, workflows, teamWorkflows = {}, links } = settings
  const all = [...Object.values(workflows), ...Object.values(teamWorkflows)]
  const addresses = new Map(
    [...new Set([...all, ...(workflow === undefined ? [] : [workflow])])].map(
      (address) => [address, doorOf(address, settings)] as const,
    ),
  )
  const addressOf = ({ repId, teamId = '', isTeam }: Recipient) =>
    isTeam ? teamWorkflows[teamId] : (workflows[repId] ?? workflow)
  const doorTo = ({ recipient }: Pick<Notification, 'recipient'>) =>
    addresses.get(addressOf(recipient) ?? '')

  return {
    channel: 'teams',
    circuit: () => worstCircuit([...addresses.values()].map(({ api }) => api)),
    reaches: (recipient) => doorTo({ recipient }) !== undefined,
    lane: ({ repId }) => (workflows[repId] === undefined ? 'everybody' : repId),
    async send(notification) {
      const door = doorTo(notification)
      if (door === undefined) {
        throw new Refused('teams-recipient-unknown', 'No workflow leads to the rep')
      }
      const ofItems = await linksOfItems(notification, links)
      // Whoever presses a link acts as the rep that it names, and a team is not one.
      const answers = notification.recipient.isTeam ? {} : await links(notification)
      const body = adaptiveCard(notification, answers, ofItems)
      const reply = await door.api.call({ method: 'POST', path: door.path, body, effect: 'writes' })
      // Logic Apps names the run; a flow on another host may not.
      return { providerId: reply.header('x-ms-workflow-run-id') ?? notification.id }
    },
  }
}

type Door = { readonly api: VendorApi; readonly path: string }

function doorOf(
  address: string,
  { timeLimitMs = 4_000, clock = () => new Date() }: TeamsSettings,
): Door {
  const { origin, path } = workflowAddress(address)
  const usual = { vendor: 'teams', effect: 'writes', defaultWaitMs: DEFAULT_WAIT_MS } as const
  const api = vendorApi({
    ...{ vendor: 'teams', baseUrl: origin, timeLimitMs, concurrency: 4, headers: {} },
    failureOf: (reply) => httpFailure(reply, { ...usual, now: clock() }),
  })
  return { api, path }
}
