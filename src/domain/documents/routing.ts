import * as z from 'zod'
import type { PoolId, RepId, TeamId } from '../ids.ts'
import type { Target as RouteTarget } from '../route.ts'
import { Segment } from './segments.ts'
import { ConditionText, Key, SkillLevel, Worth } from './vocabulary.ts'

const repId = Key as unknown as z.ZodType<RepId, RepId>
const teamId = Key as unknown as z.ZodType<TeamId, TeamId>

const Target: z.ZodType<RouteTarget, RouteTarget> = z.union([
  z.strictObject({ kind: z.literal('rep'), repId }),
  z.strictObject({ kind: z.literal('manager'), teamId }),
  z.strictObject({ kind: z.literal('manager'), repId }),
  z.strictObject({ kind: z.literal('pool'), poolId: Key as unknown as z.ZodType<PoolId, PoolId> }),
  z.strictObject({ kind: z.literal('waiting-list') }),
])

/** A target as people write it, and as we keep it. */
const TargetText = z.codec(
  z.union(
    [
      z.strictObject({ pool: Key }),
      z.strictObject({ rep: Key }),
      z.strictObject({ manager: Key }),
      z.strictObject({ managerOf: Key }),
      z.literal('waiting-list'),
    ],
    {
      error: 'use `pool: name`, `rep: name`, `manager: team`, `managerOf: rep` or `waiting-list`',
    },
  ),
  Target,
  {
    decode: (written): RouteTarget => {
      if (written === 'waiting-list') return { kind: 'waiting-list' }
      if ('rep' in written) return { kind: 'rep', repId: written.rep as string as RepId }
      if ('manager' in written)
        return { kind: 'manager', teamId: written.manager as string as TeamId }
      if ('managerOf' in written)
        return { kind: 'manager', repId: written.managerOf as string as RepId }
      return { kind: 'pool', poolId: written.pool as string as PoolId }
    },
    encode: (target) => {
      if (target.kind === 'waiting-list') return target.kind
      if (target.kind === 'rep') return { rep: target.repId }
      if (target.kind === 'pool') return { pool: target.poolId }
      return 'teamId' in target ? { manager: target.teamId } : { managerOf: target.repId }
    },
  },
)

const Skills = z.strictObject({
  /** By skill, the lowest level that will do. */
  required: z.record(Key, SkillLevel).default({}),
  /** Done without when nobody has them in time: the highest `group` is dropped first. */
  wished: z
    .array(
      z.strictObject({
        skill: Key,
        level: SkillLevel.default(1),
        group: z.int().min(0).max(9).default(0),
      }),
    )
    .default([]),
  /** So long after a lead came the first group is dropped, after as long again the next. */
  dropAfterSeconds: z.int().min(1).max(86_400).default(60),
})

/** A named territory: the first rule whose condition is true decides, in the order given. */
export const Territory = z.strictObject({
  id: Key,
  name: z.string().min(1).max(200),
  when: ConditionText,
  targets: z.array(TargetText).min(1),
  /** Whether owners of the account come before the targets; as the document says when unset. */
  accountOwners: z.boolean().optional(),
  /** No cap holds leads of this rule back; they count all the same. */
  ignoreCaps: z.literal(true).optional(),
  /** What members of its pools must be good at; who is named by the rule is not asked. */
  skills: Skills.optional(),
  /** What a lead of this rule costs in pools that choose by value, whatever its tier. */
  worth: Worth.optional(),
})
export type Territory = z.infer<typeof Territory>

/** A lead that somebody thought of, and the rule that has to take it. */
export const Expectation = z.strictObject({
  name: z.string().min(1).max(200),
  /** By the names conditions have for fields: `lead.country`. What is not given is missing. */
  given: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** The id of a rule, or `fallback`. */
  rule: Key,
})
export type Expectation = z.infer<typeof Expectation>

/**
 * What becomes of a lead that has a rep when data come that speak for another rule: whoever has not taken it
 * loses it and whoever has is asked (`move`), everybody is asked (`offer`), or nothing (`keep`).
 */
export const LATE_DATA = ['move', 'offer', 'keep'] as const

/** The `routing` document. */
export const RoutingDocument = z.strictObject({
  /** Groups of leads that conditions of this document name. */
  segments: z.array(Segment).max(1_000).optional(),
  rules: z.array(Territory),
  /** Where a lead goes that no rule matches. */
  fallback: z.array(TargetText).min(1),
  /** Tests of the rules; a document that does not pass them is not applied. */
  expect: z.array(Expectation).max(1_000).default([]),
  /** What becomes of a lead whose rule is another once late data are there: `move` when unset. */
  lateData: z.enum(LATE_DATA).optional(),
  /** Whether the owner of a lead's account, and of its parent, come before the targets: yes when unset. */
  accountOwners: z.boolean().optional(),
})
export type RoutingDocument = z.infer<typeof RoutingDocument>
