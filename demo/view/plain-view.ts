import type { Scene } from '../scene.ts'
import type { View } from './view.ts'
import { clock, shortTime, why } from './words.ts'

/** Leads a line each, so many between two lines of counts. */
const LEADS = 3

/** Lines one after the other, for where a picture cannot be redrawn: files, logs, CI. */
export function plainView(out: NodeJS.WritableStream): View {
  let toldOf: Date | undefined
  const say = (text: string) => void out.write(`${text}\n`)
  const draw = (scene: Scene) => {
    for (const text of newsSince(scene, toldOf)) say(text)
    toldOf = scene.news.items[0]?.at
    if (scene.board.leads.size > 0) say(countsLine(scene))
    for (const text of leadLines(scene)) say(text)
  }
  return {
    everyMs: 3_000,
    say,
    draw,
    close: (scene) => scene !== undefined && draw(scene),
  }
}

function newsSince({ news }: Scene, since: Date | undefined): string[] {
  return news.items
    .filter(({ at, kind }) => kind === 'story' && (since === undefined || at > since))
    .map(({ text }) => `  ** ${text}`)
    .reverse()
}

function countsLine({ startedAt, endedAt, board }: Scene): string {
  const now = endedAt ?? new Date()
  const { leads, decided, byState, speedMs } = board.counts(now)
  const elapsed = clock((now.getTime() - startedAt.getTime()) / 1_000)
  const states = Object.entries(byState)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
  const times = speedMs && Object.entries(speedMs).map(([name, ms]) => `${name} ${shortTime(ms)}`)
  const { acknowledged, escalated } = board.deeds
  return [
    `${elapsed}  ${leads} leads, ${decided} decided: ${states.join(', ')}`,
    ...(times === undefined ? [] : [times.join(' ')]),
    `${acknowledged} acknowledged, ${escalated} escalated`,
  ].join(' | ')
}

function leadLines({ board, reps, acquaintances }: Scene): string[] {
  return board.latest.slice(0, LEADS).map((lead) => {
    const rep = reps.find(({ id }) => id === lead.repId)?.name ?? lead.repId
    const { country = '' } = acquaintances.get(lead.id) ?? {}
    const what = [lead.source, country, lead.tier].filter(Boolean).join(' ')
    return `      ${what} -> ${rep} (${why(lead, false)}) in ${shortTime(lead.assignedInMs ?? 0)}`
  })
}
