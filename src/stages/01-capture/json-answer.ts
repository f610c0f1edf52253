import type { CaptureAnswer } from './source-kind.ts'

/** An answer in JSON; most vendors look at the status alone, and some want exactly `{}`. */
export function jsonAnswer(status: number, body: object = {}): CaptureAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}
