import { standingThread } from '../adapters/thread/standing-thread.ts'
import type { RepId } from '../domain/ids.ts'
import type { Scene } from '../domain/why-not/scene.ts'
import type { WhyNot } from '../domain/why-not/why-not.ts'
import type { WhyNotFinder } from '../ports/why-not-finder.ts'

/** What the thread is asked. */
export type WhyNotQuestion = { readonly scene: Scene; readonly repId: RepId }

const ask = standingThread<WhyNotQuestion, WhyNot>(new URL('./why-not-thread.ts', import.meta.url))

/** Searches in a thread, one after another: among thousands of rules it takes seconds. */
export const whyNotInThread: WhyNotFinder = { find: (scene, repId) => ask({ scene, repId }) }
