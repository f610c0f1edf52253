import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as z from 'zod'
import { type Environment, loadEnvironment } from '../config.ts'
import { parsedJson } from '../domain/parsed-json.ts'
import { CommandFailed } from './command.ts'

/** Where the running product is, and the token that opens it. */
export type Address = { readonly url: string; readonly token: string }

/** What the product writes into its data directory at start, for this machine's command line. */
const ProductFile = z.object({ url: z.url(), adminToken: z.string().min(1) })

/** Where the product is installed; its settings and its data directory are found from there. */
const HOME = resolve(import.meta.dirname, '../..')

/** The environment as the product itself sees it. */
export const readEnvironment = (): Environment => loadEnvironment(HOME)

/**
 * Finds the product: `STL_PUBLIC_URL` with `STL_ADMIN_TOKEN` when both are set, else by the file
 * `product.json` that a running product keeps in `STL_DATA_DIR`. A token alone replaces the one of
 * the file.
 */
export async function findProduct(environment: Environment): Promise<Address> {
  const { STL_PUBLIC_URL: url, STL_ADMIN_TOKEN: token, STL_DATA_DIR: dataDir } = environment
  if (url && token) return { url: url.replace(/\/+$/, ''), token }

  const file = join(dataDir || join(HOME, '.data'), 'product.json')
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandFailed(`${NOT_RUNNING}\n(There is no ${file}.)`)
  })
  const product = ProductFile.safeParse(parsedJson(text))
  if (!product.success) throw new CommandFailed(`${file} is damaged. Restart the product.`)
  return { url: url || product.data.url, token: token || product.data.adminToken }
}

/** What to do when no product answers. */
export const NOT_RUNNING = `The product is not running here. Start it with
  npm start
or name a running one with STL_PUBLIC_URL and STL_ADMIN_TOKEN.`
