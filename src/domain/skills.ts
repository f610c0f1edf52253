/** How good somebody is at what, by skill: 1 and up. */
export type Levels = Readonly<Record<string, number>>

/** What a rule asks of those who take turns for its leads. */
export type SkillsAsked = {
  /** By skill, the lowest level that will do. Never dropped. */
  readonly required: Levels
  /** Dropped group by group, the highest number first. */
  readonly wished: readonly {
    readonly skill: string
    readonly level: number
    readonly group: number
  }[]
  /** So long after a lead was received the first group is dropped, after as long again the next. */
  readonly dropAfterSeconds: number
}

const NOTHING: SkillsAsked = { required: {}, wished: [], dropAfterSeconds: 0 }

/** The groups of wished skills, in the order in which they are dropped. */
export const groupsOf = ({ wished } = NOTHING): readonly number[] =>
  [...new Set(wished.map(({ group }) => group))].sort((a, b) => b - a)

/** What is asked for once so many groups are dropped: of a skill asked for twice, the higher level. */
export function neededOf(asked = NOTHING, dropped: number): Levels {
  const kept = new Set(groupsOf(asked).slice(dropped))
  const needed: Record<string, number> = { ...asked.required }
  for (const { skill, level, group } of asked.wished) {
    if (kept.has(group)) needed[skill] = Math.max(needed[skill] ?? 0, level)
  }
  return needed
}

/** The skills of the first so many groups. */
export function droppedSkills(asked = NOTHING, dropped: number): readonly string[] {
  const gone = new Set(groupsOf(asked).slice(0, dropped))
  return asked.wished.flatMap(({ skill, group }) => (gone.has(group) ? skill : []))
}

/** When the next group is dropped after so many are. */
export const dropsAt = ({ dropAfterSeconds }: SkillsAsked, receivedAt: Date, dropped: number) =>
  new Date(receivedAt.getTime() + (dropped + 1) * dropAfterSeconds * 1_000)

/** Whether somebody has all that is needed. */
export function hasAll(levels: Levels, needed: Levels): boolean {
  // Asked for every member of a pool, and mostly nothing is needed: so no list is made of it.
  for (const skill in needed) if ((levels[skill] ?? 0) < (needed[skill] ?? 0)) return false
  return true
}

/** The sum of somebody's levels in what is asked for, also of wishes that were dropped. */
export const levelsIn = (levels: Levels, asked = NOTHING): number =>
  Object.keys(neededOf(asked, 0)).reduce((sum, skill) => sum + (levels[skill] ?? 0), 0)
