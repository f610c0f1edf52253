/** Rows as aligned columns, each as wide as its longest cell; the last takes what is left. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** The text, cut with an ellipsis when it is longer than the room there is. */
export const shortened = (text: string, room: number) =>
  text.length <= room ? text : `${text.slice(0, room - 1)}…`
