import type { Scene } from '../scene.ts'
import type { SeenLead } from '../seen-lead.ts'
import type { Piece, Style } from './paint.ts'
import { shortTime, why } from './words.ts'

const WIDE = 110

/** The latest leads, one a line: where from, how urgent, to whom, why, and how fast. */
export function latestLeads(scene: Scene, columns: number, most: number): Piece[][] {
  const shown = scene.board.latest.slice(0, Math.max(0, most))
  const lines = shown.map((lead) => leadLine(lead, scene, columns))
  return [...lines, ...Array.from({ length: Math.max(0, most - lines.length) }, (): Piece[] => [])]
}

const TIERS: Readonly<Record<string, Style>> = { hot: 'red', warm: 'yellow', cold: 'cyan' }

function leadLine(lead: SeenLead, scene: Scene, columns: number): Piece[] {
  const isWide = columns >= WIDE
  const { company = '', country = '' } = scene.acquaintances.get(lead.id) ?? {}
  const rep = scene.reps.find(({ id }) => id === lead.repId)?.name ?? ''
  return [
    lead.isAcknowledged ? [' ✓ ', 'green'] : [' · ', 'dim'],
    [lead.source, 'plain', 17],
    ...(isWide ? [[company, 'plain', 26] as const] : []),
    [country, 'dim', 3],
    urgency(lead, isWide),
    [rep, 'bold', 16],
    [why(lead, !isWide), 'plain', columns - (isWide ? 81 : 52)],
    [shortTime(lead.assignedInMs ?? 0), lead.hasWaited ? 'yellow' : 'green', 7, 'right'],
  ]
}

/** Nothing for a lead that got its rep before there was time for a score. */
function urgency({ tier = '', score }: SeenLead, isWide: boolean): Piece {
  const style = TIERS[tier] ?? 'plain'
  return isWide ? [`${tier} ${score ?? ''}`.trim(), style, 8] : [tier, style, 5]
}
