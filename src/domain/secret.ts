/** A value that never prints itself: logged, joined or serialised it shows as `***`. */
export type Secret = {
  /** The value itself, for the one place that sends it. */
  reveal(): string
  toString(): string
  toJSON(): string
}

const HIDDEN = '***'

/** Wraps a value so that only `reveal()` shows it. */
export function secret(value: string): Secret {
  const hide = () => HIDDEN
  const wrapped = { reveal: () => value, toString: hide, toJSON: hide }
  // Without this, `console.log` and error messages would show the functions instead of the stars.
  return Object.defineProperty(wrapped, Symbol.for('nodejs.util.inspect.custom'), { value: hide })
}
