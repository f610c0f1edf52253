import { parentPort, workerData } from 'node:worker_threads'
import { checkRules, type RulesContext } from '../../domain/rules-check/check-rules.ts'

/** What `checkRulesInThread` starts: checks what it was given, says so once, and ends. */
const { documents, context } = workerData as {
  readonly documents: Parameters<typeof checkRules>[0]
  readonly context: RulesContext
}
parentPort?.postMessage(checkRules(documents, context))
