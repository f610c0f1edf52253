import type { NamedKind } from '../domain/attribution.ts'
import type { AlarmCode } from './source-alarms.ts'

/** A look-up for one source that this process alone goes on with. */
export type HeldLookUp = { readonly sourceKey: string; readonly holder: string }

/** How vendors answered for one batch of ids. */
export type Answered = {
  readonly kind: NamedKind
  /** All that were asked for. */
  readonly ids: readonly string[]
  /** Those that have a name. */
  readonly names: ReadonlyMap<string, string>
  readonly at: Date
  /** When they are asked for again. */
  readonly dueAt: Date
  /** Until when the claim is good from now on. */
  readonly heldUntil: Date
}

/** Which ids leads came with, what they are called, and whose turn it is to be asked. */
export type NameRegister = {
  /**
   * Takes the look-up whose turn it is among these sources, for as long as given; undefined when there
   * is none. A claim that lapses is taken by another process. What a person had to mend at other
   * sources, which are not asked any more, is forgotten.
   */
  claim(
    sourceKeys: readonly string[],
    by: { readonly holder: string; readonly at: Date; readonly forMs: number },
  ): Promise<HeldLookUp | undefined>
  /**
   * Writes down the ids of leads that came with no name of their own: of the last hours, and once a day
   * of the last 30 days, so that leads that were long in coming are seen too. Ids of anything but
   * digits are left out: they are no vendor's, and might say something about a person. Of links, by
   * whichever source their leads came, the campaigns that show this vendor's click id or name count too,
   * the hundred with most leads at a time. Names that no
   * lead has asked for in more than a year are forgotten. Rejects with `Overtaken` when the claim has
   * lapsed.
   */
  gather(lookUp: HeldLookUp, vendor: string, at: Date): Promise<void>
  /**
   * The ids to ask for now, of which leads came within 30 days, without those that are named otherwise;
   * the longest due first.
   */
  due(
    sourceKey: string,
    kind: NamedKind,
    asked: { readonly at: Date; readonly but: readonly string[]; readonly limit: number },
  ): Promise<readonly string[]>
  /**
   * Keeps an answer. What was named before and is not now keeps its name. Rejects with `Overtaken` when
   * the claim has lapsed, and then has kept nothing.
   */
  keep(lookUp: HeldLookUp, answered: Answered): Promise<void>
  /**
   * Gives the look-up back until it is due again, with what a person has to mend, if anything; resolves
   * with whether that has changed. Does nothing when the claim has lapsed.
   */
  leave(
    lookUp: HeldLookUp,
    left: { readonly at: Date; readonly dueAt: Date; readonly alarm: AlarmCode | undefined },
  ): Promise<boolean>
}
