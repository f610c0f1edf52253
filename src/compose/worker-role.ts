import { rememberedNames } from '../adapters/in-process/remembered-names.ts'
import { LIVE_SUBJECTS } from '../adapters/pgboss/job-queue.ts'
import { postgresAccountIndex } from '../adapters/postgres/account-index.ts'
import { postgresAccountSweep } from '../adapters/postgres/account-sweep.ts'
import { postgresChargedTurns } from '../adapters/postgres/charged-turns.ts'
import { postgresConflictDecisions } from '../adapters/postgres/conflict-decisions.ts'
import { postgresContactBook } from '../adapters/postgres/contact-book.ts'
import { postgresContactPast } from '../adapters/postgres/contact-past.ts'
import { postgresDeadLetterStore } from '../adapters/postgres/dead-letter-store.ts'
import { postgresDigestLog } from '../adapters/postgres/digest-log.ts'
import { postgresKnownNames } from '../adapters/postgres/known-names.ts'
import { postgresMatchModels } from '../adapters/postgres/match-models.ts'
import { postgresNotificationLog } from '../adapters/postgres/notification-log.ts'
import { postgresPresenceBoard } from '../adapters/postgres/presence-board.ts'
import { postgresSegmentLists } from '../adapters/postgres/segment-lists.ts'
import { postgresSignalReader } from '../adapters/postgres/signal-reader.ts'
import { postgresStalledWork } from '../adapters/postgres/stalled-work.ts'
import { postgresTaskStore } from '../adapters/postgres/task-store.ts'
import { Refused } from '../domain/failure.ts'
import { FETCH_STAGE } from '../domain/lead.ts'
import { lateData } from '../followers/late-data.ts'
import { writeCrm } from '../followers/write-crm.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { IdentityIndex } from '../ports/identity-index.ts'
import type { Watch } from '../ports/stage-run.ts'
import { match } from '../stages/02-match/match.ts'
import { assign } from '../stages/07-assign/assign.ts'
import { measureStages, measureTasks } from '../telemetry/measure-stages.ts'
import { traceStages, traceTasks } from '../telemetry/trace-stages.ts'
import { INDEX } from '../worker/keep-index.ts'
import { leadPressure } from '../worker/lead-pressure.ts'
import { PUBLISH } from '../worker/publish-events.ts'
import { sweepAccounts } from '../worker/sweep-accounts.ts'
import { ALL_HOSTED, startWorker, type Worker } from '../worker/worker.ts'
import { startActivityWatch } from './activities.ts'
import { startCanaries } from './canaries.ts'
import { identityIndexOf, startIndexKeeper } from './identity-index.ts'
import { learningOf } from './learning.ts'
import { startNameLookUps } from './name-look-ups.ts'
import { peopleOf } from './people.ts'
import type { Platform } from './platform.ts'
import { startPublisher } from './publisher.ts'
import { startReconciliation } from './reconciliation.ts'
import type { Telemetry } from './telemetry.ts'
import { gaugeCircuits } from './vendor-circuits.ts'
import { connectVendors, type Vendors } from './vendors.ts'

/** Starts the stages and followers this process hosts: all of them, or those of `STL_STAGES`. */
export function startWorkerRole(platform: Platform, options: { watchdog: boolean }): Worker {
  const { db, enqueue, config, jobs, log, leads, clock, configuration } = platform
  const vendors = connectVendors(platform)
  gaugeCircuits(platform.telemetry.metrics, vendors)
  const hosts = hostedBy(config.stages)
  const identityIndex = identityIndexOf(platform)
  const publisher = hosts.includes(PUBLISH) ? startPublisher(platform) : undefined
  const besides = besideLeads(platform, vendors, hosts)
  const pressure = leadPressure()
  const { onStage, onTask } = watchersOf(platform.telemetry)
  const worker = startWorker({
    jobs,
    log,
    tasks: postgresTaskStore(db),
    deadLetters: postgresDeadLetterStore(db),
    stalledWork: postgresStalledWork({
      ...{ db, enqueue, leads, clock, configuration },
      liveSubjects: LIVE_SUBJECTS,
    }),
    followerPorts: followerPorts(platform, vendors, identityIndex.index),
    hosts,
    leaseSeconds: config.leaseSeconds,
    watchdog: options.watchdog,
    onStage: inTurn(onStage, pressure.watch),
    onTask,
    mustGiveWay: pressure.isHigh,
  })
  return {
    async stop(graceMs) {
      await Promise.all([
        worker.stop(graceMs),
        publisher?.stop(graceMs),
        ...besides.map((one) => one?.stop()),
      ])
      identityIndex.close()
    },
  }
}

/** What no lead waits for, each beside a stage or follower that this process hosts. */
function besideLeads(platform: Platform, vendors: Vendors, hosts: readonly string[]) {
  const { db, enqueue, clock, log } = platform
  const beside = <T>(name: string, start: () => T) => (hosts.includes(name) ? start() : undefined)
  return [
    beside(FETCH_STAGE, () => startReconciliation(platform, vendors)),
    beside(FETCH_STAGE, () => startNameLookUps(platform, vendors)),
    beside(INDEX, () => startIndexKeeper(platform)),
    beside(match.name, () => learningOf(platform)),
    beside(assign.name, () => startCanaries(platform, vendors)),
    beside(writeCrm.name, () => startActivityWatch(platform)),
    beside(lateData.name, () =>
      sweepAccounts({ sweep: postgresAccountSweep({ db, enqueue, clock }), log }),
    ),
  ]
}

/** Without traces nothing asks whether there are any, so that they cost nothing. */
function watchersOf({ metrics, traces, clock }: Telemetry) {
  const onStage = measureStages(metrics, clock)
  const onTask = measureTasks(metrics)
  if (traces === undefined) return { onStage, onTask }
  return {
    onStage: inTurn(onStage, traceStages(traces)),
    onTask: inTurn(onTask, traceTasks(traces)),
  }
}

function inTurn<Run>(first: Watch<Run>, second: Watch<Run>): Watch<Run> {
  return (run) => {
    first(run)
    second(run)
  }
}

/** What this process hosts. Refuses with `stage-unknown` a name that no stage or follower has. */
export function hostedBy(stages: readonly string[] | undefined): readonly string[] {
  const unknown = stages?.filter((name) => !ALL_HOSTED.includes(name)) ?? []
  if (unknown.length > 0) {
    const known = ALL_HOSTED.join(', ')
    throw new Refused('stage-unknown', `STL_STAGES names ${unknown.join(', ')}; there are ${known}`)
  }
  return stages ?? ALL_HOSTED
}

function followerPorts(
  platform: Platform,
  vendors: Vendors,
  identityIndex: IdentityIndex,
): FollowerPorts {
  const { clock, configuration, config, db, leads } = platform
  return {
    clock,
    configuration,
    ...vendors,
    leads,
    turns: postgresChargedTurns(db),
    contacts: postgresContactBook(db),
    past: postgresContactPast(db),
    accounts: postgresAccountIndex(db),
    identityIndex,
    names: rememberedNames(postgresKnownNames(db), clock),
    matchModels: postgresMatchModels(db),
    segments: postgresSegmentLists(db),
    signals: postgresSignalReader(db),
    notifications: postgresNotificationLog(db),
    digests: postgresDigestLog(db),
    presence: postgresPresenceBoard(db),
    conflictDecisions: postgresConflictDecisions(db),
    people: peopleOf(platform),
    publicUrl: config.publicUrl,
  }
}
