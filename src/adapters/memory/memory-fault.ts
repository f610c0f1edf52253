/** How a memory adapter fails from now on, as its vendor would: with effect or without. */
export type MemoryFault = { readonly error: Error; readonly afterEffect: boolean }

/** What every memory adapter can be told. */
export type Faulty = {
  /** Every call fails so from now on; undefined heals it. */
  failWith(fault: MemoryFault | undefined): void
}

/** Does the work as the present fault allows. */
export type Perform = <T>(work: () => T) => Promise<T>

/** A fault that can be set, and the way to work under it. */
export function faulty(): Faulty & { readonly perform: Perform } {
  let fault: MemoryFault | undefined
  return {
    failWith: (next) => {
      fault = next
    },
    perform: async (work) => {
      const result = fault === undefined || fault.afterEffect ? work() : undefined
      if (fault !== undefined) throw fault.error
      return result as ReturnType<typeof work>
    },
  }
}
