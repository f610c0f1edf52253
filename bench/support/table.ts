import type { Row } from '../suite.ts'

/** The rows as a table for the terminal. */
export function table(rows: readonly Row[]): string {
  const head = ['figure', 'value', 'unit', 'control', 'ratio']
  const lines = [head, ...rows.map(cells)]
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  return lines
    .map((line) => line.map((cell, column) => padded(cell, column, widths)).join('  '))
    .join('\n')
}

const cells = ({ name, value, unit, control, ratio }: Row): string[] => [
  name,
  `${value}`,
  unit,
  control === undefined ? '' : `${control}`,
  ratio === undefined ? '' : ratio.toFixed(3),
]

/** Numbers end at the same column. */
function padded(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0
  return column === 0 || column === 2 ? cell.padEnd(width) : cell.padStart(width)
}
