import type { Sandboxes } from '../sandbox/sandboxes.ts'
import type { Rep } from '../src/domain/documents/teams.ts'
import type { Api } from './api.ts'
import type { Errands } from './errands.ts'
import type { News } from './news.ts'

type Parts = {
  readonly api: Api
  readonly reps: readonly Rep[]
  readonly sandboxes: Sandboxes
  /** For how long leads come in; undefined when nobody knows. */
  readonly seconds: number | undefined
  readonly errands: Errands
  readonly news: News
}

/** What the audience must know of the vendors: they change their ways once. */
export type Story = { clearbit: 'slow' | 'down' }

/** Clearbit as it is most of the time. */
const SLOW = { latencyMs: [300, 800] } as const
/** They work at any hour, so that no pool is empty in the middle of the night. */
const LATE_WORKERS = ['amelie', 'daniela']
/** They do not come to the meeting. */
const STAYS = ['wei-ling']

/**
 * Two things happen once, each announced: Clearbit fails for a while, and two teams have a meeting,
 * so that what is not urgent waits for them.
 */
export async function playStory(parts: Parts): Promise<Story> {
  const story: Story = { clearbit: 'slow' }
  parts.sandboxes.clearbit.behave(SLOW)
  await Promise.all(LATE_WORKERS.map((id) => say(parts.api, id, 'online')))
  const outage = when(parts.seconds, { at: 0.3, lasts: 0.15 }, { at: 20, lasts: 5 })
  const meeting = when(parts.seconds, { at: 0.6, lasts: 0.2 }, { at: 36, lasts: 10 })
  const { errands } = parts
  errands.later(outage.fromMs, async () => fail(story, parts))
  errands.later(outage.toMs, async () => recover(story, parts))
  errands.later(meeting.fromMs, () => meet(parts))
  errands.later(meeting.toMs, () => comeBack(parts))
  return story
}

type Times = { readonly at: number; readonly lasts: number }

/** Shares of the whole when that is short, else so many seconds. */
function when(seconds: number | undefined, shares: Times, most: Times) {
  const of = (share: number, limit: number) => Math.min(limit, (seconds ?? Infinity) * share)
  const fromMs = of(shares.at, most.at) * 1_000
  return { fromMs, toMs: fromMs + of(shares.lasts, most.lasts) * 1_000 }
}

function fail(story: Story, { sandboxes, news }: Parts): void {
  story.clearbit = 'down'
  sandboxes.clearbit.behave({ status: 503 })
  news.tell('story', 'Clearbit is down. Leads go on without it, and are completed later.')
}

function recover(story: Story, { sandboxes, news }: Parts): void {
  story.clearbit = 'slow'
  sandboxes.clearbit.behave(SLOW)
  news.tell('story', 'Clearbit is back.')
}

async function meet({ api, reps, news }: Parts): Promise<void> {
  news.tell('story', 'Two teams have a meeting: what is not urgent waits for them.')
  await Promise.all(reps.filter(isAtMeeting).map(({ id }) => say(api, id, 'away')))
}

async function comeBack({ api, reps, news }: Parts): Promise<void> {
  const changes = reps.filter(isAtMeeting).map(({ id }) => {
    return say(api, id, LATE_WORKERS.includes(id) ? 'online' : 'calendar')
  })
  await Promise.all(changes)
  news.tell('story', 'The meeting is over: who waited gets a rep.')
}

const isAtMeeting = ({ id }: Rep) => !STAYS.includes(id)

async function say(api: Api, repId: string, presence: string): Promise<void> {
  const { status } = await api.act('PUT', `/v1/reps/${repId}/presence`, { presence })
  if (status !== 200) throw new Error(`The product answered ${status} to a change of presence`)
}
