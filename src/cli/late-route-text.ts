import type { ExplanationAnswer } from './lead-answers.ts'
import { minute } from './minute.ts'

/** Says what data that came late had to say to who has a lead. */
export function lateRouteText(
  { at, name, ruleId, verdict }: ExplanationAnswer['lateRoutes'][number],
  leadId: string,
): string {
  const says = SAYS[verdict]?.(name, leadId) ?? verdict
  return `${minute(at)}  Late data are for ${ruleId}: ${says}`
}

const SAYS: Readonly<Record<string, (name: string, leadId: string) => string>> = {
  moved: (name) => `moved on, ${name} had not taken it`,
  swapped: (name) => `${name} gave it up`,
  kept: (name) => `${name} keeps it, nobody there is before them`,
  'swap-offered': (name, leadId) => `${name} may swap it\n  ./stl lead swap ${leadId}`,
}
