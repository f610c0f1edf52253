import type { ClearbitRecord } from '../sandbox/clearbit-sandbox.ts'
import { type Sandboxes, startSandboxes } from '../sandbox/sandboxes.ts'
import { claimDataDir } from './claim-data-dir.ts'
import { type Company, connectCompany, exampleCompany } from './company.ts'
import { type RunningProduct, startProduct } from './start-product.ts'

/** Everything a demo plays with. */
export type SetUp = RunningProduct & {
  readonly dataDir: string
  readonly company: Company
  readonly sandboxes: Sandboxes
  /** What Clearbit knows, by address. */
  readonly records: Record<string, ClearbitRecord>
}

/**
 * Starts the vendors, then the product beside them, and connects the two. All of it ends with the
 * stack. Rejects when the signal comes before everything is ready.
 */
export async function setUp(started: AsyncDisposableStack, signal: AbortSignal): Promise<SetUp> {
  const dataDir = await claimDataDir(started)
  const company = await exampleCompany()
  const records: Record<string, ClearbitRecord> = {}
  const sandboxes = started.use(await startSandboxes({ records, owners: company.owners }))
  const env = {
    SLACK_BASE_URL: sandboxes.slack.url,
    SLACK_HOOKS_BASE_URL: sandboxes.slack.url,
    TWILIO_BASE_URL: sandboxes.twilio.url,
    CLEARBIT_BASE_URL: sandboxes.clearbit.url,
    HUBSPOT_BASE_URL: sandboxes.hubspot.url,
  }
  const product = await startProduct({ started, dataDir, env, signal })
  await connectCompany(product.api, company, sandboxes)
  return { ...product, dataDir, company, sandboxes, records }
}
