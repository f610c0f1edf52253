/** The value itself, in which nothing can be changed any more, however deep it lies; but for dates. */
export function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (part !== null && typeof part === 'object' && !(part instanceof Date)) frozen(part)
  }
  return Object.freeze(value)
}
