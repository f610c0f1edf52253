import { parentPort, workerData } from 'node:worker_threads'
import { checkRules } from '../../domain/rules-check/check-rules.ts'

/** What `checkRulesInThread` starts: checks what it was given, says so once, and ends. */
const { documents, past, now } = workerData as {
  readonly documents: Parameters<typeof checkRules>[0]
  readonly past: Parameters<typeof checkRules>[1]
  readonly now: Date
}
parentPort?.postMessage(checkRules(documents, past, now))
