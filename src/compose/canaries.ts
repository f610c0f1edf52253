import { postgresAssignmentDesk } from '../adapters/postgres/assignment-desk.ts'
import { postgresCanaryLog } from '../adapters/postgres/canary-log.ts'
import { postgresLeadReader } from '../adapters/postgres/lead-reader.ts'
import type { CanaryProblem } from '../domain/canaries/canary-verdict.ts'
import { channelProblem } from '../domain/canaries/channel-problem.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import { type AssignmentId, type ContactId, type LeadId, newId } from '../domain/ids.ts'
import { recipientOf } from '../followers/recipient-of.ts'
import type { CanaryNews } from '../worker/canary-news.ts'
import { flyCanary } from '../worker/fly-canary.ts'
import { describe } from '../worker/take-step.ts'
import { takeTurns } from '../worker/take-turns.ts'
import { intakeOf } from './intake-of.ts'
import type { Platform } from './platform.ts'
import { standingAlarms } from './standing-alarms.ts'
import type { Vendors } from './vendors.ts'

/** Longer than a turn takes with every vendor hanging, so that a claim lapses only when its process is gone. */
const CLAIM_MS = 60_000

/** Fine enough for those that are looked at every two seconds. */
const LOOK_WHETHER_DUE_MS = 1_000

/** Sends the canaries of the documents, and tells how they fare, each by one process at a time. */
export function startCanaries(platform: Platform, vendors: Vendors) {
  const { db, clock, log, configuration, leads, processId } = platform
  const canaries = postgresCanaryLog(db)
  const intake = intakeOf(platform)
  const desk = postgresAssignmentDesk({ db, leads, clock, configuration })
  // Without canaries nothing is asked, once those that were there are gone.
  let isClear = false
  return takeTurns({
    log,
    failing: 'Cannot send or look at canaries',
    everyMs: LOOK_WHETHER_DUE_MS,
    async turn() {
      const document = (await configuration.current()).documents.canary
      const routes = new Map(document.routes.map((route) => [route.id, route]))
      if (routes.size === 0 && isClear) return false
      const cleared = await canaries.clear(
        new Date(clock().getTime() - document.keepMinutes * 60_000),
      )
      isClear = routes.size === 0 && cleared === 0 && !(await canaries.isAny())
      const by = { holder: processId, at: clock(), forMs: CLAIM_MS }
      const held = await canaries.claim([...routes.keys()], by)
      const route = held && routes.get(held.routeId)
      if (held === undefined || route === undefined) return false
      await flyCanary(held, route, {
        ...{ canaries, intake, desk, document, clock },
        leads: postgresLeadReader(db),
        outside: () => outside(platform, vendors),
        page: (news, leadId) => page(news, leadId, platform, vendors),
      })
      return true
    },
  })
}

/**
 * What canaries do not go through: the CRM is read and not written, and what channels, sources and the CRM
 * need a person for stands written down already.
 */
async function outside(platform: Platform, { crm }: Vendors): Promise<readonly CanaryProblem[]> {
  const alarms = standingAlarms(platform)
  const [channels, sources, crms, ofCrm] = await Promise.all([
    alarms.channels(),
    alarms.sources(),
    alarms.crms(),
    crm()
      .then((one) => one.read(newId<ContactId>()))
      .then(() => [], inTheWay),
  ])
  return [
    ...ofCrm,
    ...channels.map(({ channel, code }) => channelProblem(channel, code)),
    ...sources.map(({ sourceKey, code }) => credential(`source ${sourceKey}`, code)),
    ...crms.map(({ crm: about, code }) => credential(about, code)),
  ]
}

const credential = (about: string, detail: string): CanaryProblem => ({
  ...{ code: 'credential', about, detail },
})

function inTheWay(error: unknown): readonly CanaryProblem[] {
  if (error instanceof Refused) return [credential('crm', error.code)]
  if (!(error instanceof Unavailable)) throw error
  return [{ code: 'vendor-down', about: 'crm', detail: error.code }]
}

/** Tells each of them on every channel outside the product that reaches them; what fails is told to the log. */
async function page(
  { title, lines }: CanaryNews,
  leadId: LeadId,
  platform: Platform,
  { notifiers }: Vendors,
): Promise<boolean> {
  const { configuration, config, log, clock } = platform
  const { canary, teams } = (await configuration.current()).documents
  const recipients = teams.reps
    .filter(({ id }) => canary.page.includes(id))
    .map((rep) => recipientOf(rep, teams))
  // The product's own inbox shows what stands in its rows, and this does not.
  const channels = (await notifiers()).filter(({ channel }) => channel !== 'in-app')
  const sendings = recipients.flatMap((recipient) =>
    channels
      .filter((channel) => channel.reaches(recipient))
      .map(async (channel) => {
        const id = newId(clock())
        const about = { leadId, assignmentId: id as AssignmentId, url: `${config.publicUrl}/docs` }
        const asked = { kind: 'alarm', priority: 'critical', actions: [] } as const
        await channel.send({ id, recipient, title, lines, ...about, ...asked })
      }),
  )
  const ended = await Promise.allSettled(sendings)
  const failed = ended.flatMap((one) => (one.status === 'rejected' ? [describe(one.reason)] : []))
  if (failed.length > 0) log.warn({ failed }, 'Somebody who is to be paged could not be told')
  const isTold = ended.some(({ status }) => status === 'fulfilled')
  log[title.startsWith('Alarm') ? 'error' : 'info']({ lines, isTold }, title)
  return isTold
}
