import * as z from 'zod'
import type { PoolId, RepId } from '../ids.ts'
import type { Target } from '../route.ts'
import { ConditionText, Key } from './vocabulary.ts'

const TargetText = z.union([
  z
    .strictObject({ pool: Key })
    .transform(({ pool }): Target => ({ kind: 'pool', poolId: pool as string as PoolId })),
  z
    .strictObject({ rep: Key })
    .transform(({ rep }): Target => ({ kind: 'rep', repId: rep as string as RepId })),
  z.literal('waiting-list').transform((): Target => ({ kind: 'waiting-list' })),
])

/** A named territory: the first rule whose condition is true decides, in the order given. */
export const Territory = z.strictObject({
  id: Key,
  name: z.string().min(1).max(200),
  when: ConditionText,
  targets: z.array(TargetText).min(1),
})
export type Territory = z.infer<typeof Territory>

/** The `routing` document. */
export const RoutingDocument = z.strictObject({
  rules: z.array(Territory),
  /** Where a lead goes that no rule matches. */
  fallback: z.array(TargetText).min(1),
})
export type RoutingDocument = z.infer<typeof RoutingDocument>
