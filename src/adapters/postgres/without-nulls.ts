type WithoutNulls<Row> = {
  [Name in keyof Row]: null extends Row[Name] ? Exclude<Row[Name], null> | undefined : Row[Name]
}

/**
 * The row with undefined for what is not there, which is how the domain says it. The row of a lead,
 * which every commit reads, is taken apart by hand instead.
 */
export function withoutNulls<Row extends object>(row: Row): WithoutNulls<Row> {
  const columns = Object.entries(row).map(([name, value]) => [name, value ?? undefined] as const)
  return Object.fromEntries(columns) as WithoutNulls<Row>
}
