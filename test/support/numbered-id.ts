/** An id that is a number, so that it is the same each time. */
export const numberedId = <T extends string>(number: number): T =>
  `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}` as T
