/** One measured figure. Its name is stable: results of different days are compared by it. */
export type Row = {
  readonly suite: string
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The same figure of the simplest thing that could do the work, measured in the same run. */
  readonly control?: number
  /** Value divided by control. */
  readonly ratio?: number
}

/** How a suite is run. */
export type Bench = {
  /** Cells of six seconds and no seeded million, so that a suite ends within a minute. */
  readonly quick: boolean
  /** Ends what the suite started, also when it fails or is interrupted. */
  readonly started: AsyncDisposableStack
  /** Tells the person at the terminal what is going on. */
  tell(text: string): void
}

/** One file of `bench/` measures one part of the product. */
export type Suite = {
  readonly name: string
  run(bench: Bench): Promise<readonly Measure[]>
}

/** A row before its suite's name is put in front. */
export type Measure = Omit<Row, 'suite' | 'ratio'>
