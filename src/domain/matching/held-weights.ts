import { DEFAULT_WEIGHTS } from './default-weights.ts'
import type { LevelProbabilities, MatchWeights } from './fellegi-sunter.ts'

/** So far from the shipped bits learned ones may lead: what is further off was not learned well. */
const FARTHEST_BITS = 4
const LEAST_M = 1e-6

/** Learned weights as far as they make sense, and how many fields they were taken over for. */
export type HeldWeights = { readonly weights: MatchWeights; readonly learned: number }

/**
 * Takes learned weights over, field by field, each level no further than four bits from the shipped
 * ones. A field for which agreeing would speak against one person, or differing for one, keeps the
 * shipped weights; so do all when that is so for most fields, because then nothing was learned.
 */
export function heldWeights(learned: MatchWeights): HeldWeights {
  const fields = Object.entries(DEFAULT_WEIGHTS)
  const sound = new Map(
    fields.flatMap(([field, shipped]) => {
      const own = learned[field]
      return own && isSound(own, shipped) ? [[field, held(own, shipped)] as const] : []
    }),
  )
  if (sound.size <= fields.length / 2) return { weights: DEFAULT_WEIGHTS, learned: 0 }
  return { weights: { ...DEFAULT_WEIGHTS, ...Object.fromEntries(sound) }, learned: sound.size }
}

function isSound(own: LevelProbabilities, shipped: LevelProbabilities): boolean {
  const all = [...own.m, ...own.u]
  const isWhole = own.m.length === shipped.m.length && own.u.length === shipped.u.length
  if (!isWhole || !all.every((one) => Number.isFinite(one) && one > 0 && one <= 1)) return false
  const bits = bitsOf(own)
  return (bits[0] ?? 0) < 0 && (bits.at(-1) ?? 0) > 0
}

function held(own: LevelProbabilities, shipped: LevelProbabilities): LevelProbabilities {
  const around = bitsOf(shipped)
  const m = own.m.map((share) => Math.max(LEAST_M, share))
  const bits = bitsOf(own).map((value, level) => {
    const middle = around[level] ?? 0
    return Math.min(middle + FARTHEST_BITS, Math.max(middle - FARTHEST_BITS, value))
  })
  return { m, u: m.map((share, level) => share / 2 ** (bits[level] ?? 0)) }
}

const bitsOf = ({ m, u }: LevelProbabilities) =>
  m.map((share, level) => Math.log2(Math.max(LEAST_M, share) / (u[level] ?? 1)))
