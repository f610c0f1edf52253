import { relative } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { newBoard } from './board.ts'
import { type Errands, newErrands } from './errands.ts'
import { followLeads } from './follow-leads.ts'
import { getAcquainted } from './get-acquainted.ts'
import { newNews } from './news.ts'
import { playReps } from './play-reps.ts'
import { playStory } from './play-story.ts'
import type { DemoOptions } from './read-options.ts'
import type { Acquaintance, Scene } from './scene.ts'
import type { SetUp } from './set-up.ts'
import { isSettled } from './summary.ts'
import { emptyTally, sendTraffic } from './traffic/send-traffic.ts'
import type { View } from './view/view.ts'

/** Leads are decided within ten seconds, unless the machine has far too much to do. */
const SETTLE_MS = 20_000
/** Whoever presses Ctrl-C wants it to end. */
const SETTLE_WHEN_TOLD_MS = 2_000
const LOOK_EVERY_MS = 50

/**
 * Sends leads, plays the reps and draws what happens until the time is over or the signal comes;
 * then waits until every lead is decided. Resolves with what there was to see. Rejects when the
 * product ends or answers as it should not.
 */
export async function runDemo(
  options: DemoOptions,
  { api, ended, company, sandboxes, records, dataDir }: SetUp,
  view: View,
  told: AbortSignal,
): Promise<Scene> {
  const errands = newErrands()
  const [board, tally, news] = [newBoard(), emptyTally(), newNews()]
  const acquaintances = new Map<string, Acquaintance>()
  const { seed, rate, seconds } = options
  const { reps } = company
  try {
    const play = playReps({ api, ...company, sandboxes, seed, errands, news })
    await followLeads(api, (event) => play(event, board.hear(event)), errands.signal)
    const story = await playStory({ api, reps, sandboxes, seconds, errands, news })
    const scene: Scene = {
      ...{
        options,
        url: api.url,
        dataDir: typed(dataDir),
        startedAt: new Date(),
        board,
        tally,
        sandboxes,
      },
      ...{ story, news, reps, acquaintances },
    }
    errands.start(() =>
      repeat(errands, view.everyMs, async () => {
        await getAcquainted(api, board, acquaintances)
        view.draw(scene)
      }),
    )
    const signal = endOf(seconds, told)
    const show = sendTraffic({ api, seed, rate, tally, records, signal }).then(() =>
      settle(scene, told.aborted ? SETTLE_WHEN_TOLD_MS : SETTLE_MS),
    )
    await Promise.race([show, ended, errands.failed])
    await getAcquainted(api, board, acquaintances)
    return { ...scene, endedAt: new Date() }
  } finally {
    await errands.end()
  }
}

function typed(path: string): string {
  const fromHere = relative('.', path)
  return fromHere.startsWith('..') ? path : fromHere
}

function endOf(seconds: number | undefined, told: AbortSignal): AbortSignal {
  if (seconds === undefined) return told
  return AbortSignal.any([told, AbortSignal.timeout(seconds * 1_000)])
}

async function repeat(errands: Errands, everyMs: number, work: () => Promise<void>) {
  while (!errands.signal.aborted) {
    await work()
    await wait(everyMs, undefined, { signal: errands.signal })
  }
}

async function settle({ board, tally }: Scene, limitMs: number): Promise<void> {
  const giveUpAt = Date.now() + limitMs
  while (!isSettled(board, tally) && Date.now() < giveUpAt) await wait(LOOK_EVERY_MS)
}
