import type { Sandboxes } from '../sandbox/sandboxes.ts'
import type { Rep } from '../src/domain/documents/teams.ts'
import type { Board } from './board.ts'
import type { News } from './news.ts'
import type { Story } from './play-story.ts'
import type { DemoOptions } from './read-options.ts'
import type { Tally } from './traffic/send-traffic.ts'

/** Who stands behind a lead, as the list of the latest leads shows it. */
export type Acquaintance = { readonly company: string; readonly country: string }

/** Everything there is to be seen. */
export type Scene = {
  readonly options: DemoOptions
  readonly url: string
  /** As one would type it. */
  readonly dataDir: string
  readonly startedAt: Date
  /** When the last lead was decided, once it is over. */
  readonly endedAt?: Date
  readonly board: Board
  readonly tally: Tally
  readonly sandboxes: Sandboxes
  readonly story: Story
  readonly news: News
  readonly reps: readonly Rep[]
  /** By lead; those that were asked for. */
  readonly acquaintances: ReadonlyMap<string, Acquaintance>
}
