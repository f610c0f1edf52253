import { Matrix, solve } from 'ml-matrix'

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
  const rows = new Matrix(features.map((row) => [...row, 1]))
  const wanted = Matrix.columnVector(labels.map(Number))
  let model = Matrix.zeros(rows.columns, 1)
  for (let round = 0; round < ROUNDS; round += 1) {
    const given = rows.mmul(model).to1DArray().map(sigmoid)
    const curvatures = given.map((p) => Math.max(SMALLEST_CURVATURE, p * (1 - p)))
    const weighted = rows.clone().mulColumnVector(curvatures)
    const curvature = rows.transpose().mmul(weighted).add(Matrix.eye(rows.columns).mul(penalty))
    const errors = Matrix.columnVector(given).sub(wanted)
    const slope = rows.transpose().mmul(errors).add(Matrix.mul(model, penalty))
    model = Matrix.sub(model, solve(curvature, slope))
  }
  return model.to1DArray()
}

/** What the model gives a row, 0 to 1. */
export function probability(model: Logistic, row: readonly number[]): number {
  const terms = row.map((value, at) => value * (model[at] ?? 0))
  return sigmoid(terms.reduce((sum, term) => sum + term, model.at(-1) ?? 0))
}

const sigmoid = (sum: number) => 1 / (1 + Math.exp(-sum))
