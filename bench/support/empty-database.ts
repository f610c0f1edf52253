import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../src/migrate.ts'
import { openServer } from './embedded-server.ts'

/** The address of an empty database as the product has it, on a server of its own that ends with the stack. */
export async function openEmptyDatabase(started: AsyncDisposableStack): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'speed-to-lead-bench-'))
  started.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }))
  // As root the server runs as another user, who must get in.
  await chmod(dataDir, 0o755)
  const { url } = await openServer(dataDir, started, [])
  await migrate(url)
  return url
}
