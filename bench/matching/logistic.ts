/** A logistic model: one coefficient a feature, and the constant last. */
export type Logistic = readonly number[]

const ROUNDS = 25
const SMALLEST_CURVATURE = 1e-5

/** Fits by Newton's method with an L2 penalty, which also keeps separable data finite. */
export function fitLogistic(
  features: readonly (readonly number[])[],
  labels: readonly boolean[],
  penalty = 1,
): Logistic {
  const size = (features[0]?.length ?? 0) + 1
  let model: number[] = Array.from({ length: size }, () => 0)
  for (let round = 0; round < ROUNDS; round += 1) {
    const curvature = Array.from({ length: size }, (_, at) =>
      Array.from({ length: size }, (_, other) => (at === other ? penalty : 0)),
    )
    const slope = model.map((value) => penalty * value)
    for (const [index, row] of features.entries()) {
      const input = [...row, 1]
      const p = probability(model, row)
      const weight = Math.max(SMALLEST_CURVATURE, p * (1 - p))
      const error = p - (labels[index] ? 1 : 0)
      for (let at = 0; at < size; at += 1) {
        slope[at] = (slope[at] ?? 0) + error * (input[at] ?? 0)
        const line = curvature[at] ?? []
        for (let other = 0; other < size; other += 1) {
          line[other] = (line[other] ?? 0) + weight * (input[at] ?? 0) * (input[other] ?? 0)
        }
      }
    }
    const step = solve(curvature, slope)
    model = model.map((value, at) => value - (step[at] ?? 0))
  }
  return model
}

/** What the model gives a row, 0 to 1. */
export function probability(model: Logistic, row: readonly number[]): number {
  const sum = row.reduce((all, value, at) => all + value * (model[at] ?? 0), model.at(-1) ?? 0)
  return 1 / (1 + Math.exp(-sum))
}

/** Gauss's elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0])
  const size = rows.length
  const cell = (row: number, column: number) => rows[row]?.[column] ?? 0
  for (let pivot = 0; pivot < size; pivot += 1) {
    let best = pivot
    for (let row = pivot + 1; row < size; row += 1) {
      if (Math.abs(cell(row, pivot)) > Math.abs(cell(best, pivot))) best = row
    }
    const [a, b] = [rows[pivot], rows[best]]
    if (a !== undefined && b !== undefined) [rows[pivot], rows[best]] = [b, a]
    for (let row = pivot + 1; row < size; row += 1) {
      const factor = cell(row, pivot) / cell(pivot, pivot)
      rows[row] = (rows[row] ?? []).map((value, at) => value - factor * cell(pivot, at))
    }
  }
  const result: number[] = Array.from({ length: size }, () => 0)
  for (let row = size - 1; row >= 0; row -= 1) {
    let rest = cell(row, size)
    for (let column = row + 1; column < size; column += 1)
      rest -= cell(row, column) * (result[column] ?? 0)
    result[row] = rest / cell(row, row)
  }
  return result
}
