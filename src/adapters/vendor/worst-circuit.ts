import type { Circuit, Guarded } from './vendor-guard.ts'

/** Of several circuits of one channel the worst: one that is open is worth seeing, though others work. */
export function worstCircuit(guarded: readonly Guarded[]): Circuit {
  const states = guarded.map((one) => one.circuit())
  return (['open', 'half-open'] as const).find((state) => states.includes(state)) ?? 'closed'
}
