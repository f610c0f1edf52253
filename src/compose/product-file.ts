import { chmod, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where a product on this machine is reached, and the token that opens it. */
type ProductFile = { readonly url: string; readonly adminToken: string }

/**
 * Leaves the address and token for the command line on this machine, readable by its user only.
 * Resolves to what undoes it: if another product of the data directory had its own there and still
 * answers, it is found again.
 */
export async function leaveProductFile(
  dataDir: string,
  { url, adminToken }: ProductFile,
): Promise<() => Promise<void>> {
  const file = join(dataDir, 'product.json')
  const earlier = await readProduct(file)
  await write(file, { url, adminToken })

  return async () => {
    const isOurs = (await readProduct(file))?.adminToken === adminToken
    if (!isOurs || earlier === undefined || earlier.url === url) return
    if (await answers(earlier)) await write(file, earlier)
  }
}

/** Undefined when there is none, or none that can be read: then there is nothing to go back to. */
async function readProduct(file: string): Promise<ProductFile | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '{}')
  try {
    const { url, adminToken } = JSON.parse(text)
    return typeof url === 'string' && typeof adminToken === 'string'
      ? { url, adminToken }
      : undefined
  } catch {
    return undefined
  }
}

async function write(file: string, product: ProductFile): Promise<void> {
  const fresh = `${file}.${process.pid}`
  await writeFile(fresh, JSON.stringify(product), { mode: 0o600 })
  await chmod(fresh, 0o600)
  await rename(fresh, file)
}

/** Whether it is a product that knows its token; by now the port may be somebody else's. */
function answers({ url, adminToken }: ProductFile): Promise<boolean> {
  const headers = { authorization: `Bearer ${adminToken}` }
  // A stopping role has little time, and whoever runs on this machine answers at once.
  return fetch(`${url}/v1/teams`, { headers, signal: AbortSignal.timeout(1_000) }).then(
    async (reply) => {
      await reply.body?.cancel()
      return reply.ok
    },
    () => false,
  )
}
