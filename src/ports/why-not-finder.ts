import type { RepId } from '../domain/ids.ts'
import type { Scene } from '../domain/why-not/scene.ts'
import type { WhyNot } from '../domain/why-not/why-not.ts'

/** Finds why a lead did not come to a rep, without holding up whatever else the process does. */
export type WhyNotFinder = {
  /** Resolves with what `whyNot` comes to by the engine that decides. */
  find(scene: Scene, repId: RepId): Promise<WhyNot>
}
