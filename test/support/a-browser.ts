import { tmpdir } from 'node:os'
import { join } from 'node:path'
import packed from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'
import { withFileLock } from '../../src/adapters/embedded-postgres/file-lock.ts'

/** Whoever finds the browser where it is unpacked to takes it, also while another unpacks it. */
const UNPACKING = join(tmpdir(), 'speed-to-lead-unpacks-chromium')

/** A browser of its own, or why there is none on this machine. */
export type FoundBrowser =
  | { readonly browser: Browser; readonly missing?: never }
  | { readonly browser?: never; readonly missing: string }

/**
 * Starts the Chromium that came with the development dependencies. Its own flags are not taken:
 * they switch off the checks of origins, which are what we test.
 */
export async function aBrowser(): Promise<FoundBrowser> {
  try {
    const executablePath = await withFileLock(UNPACKING, () => packed.executablePath())
    const args = ['--no-sandbox', '--no-zygote', '--headless=shell', '--disable-gpu']
    return { browser: await chromium.launch({ executablePath, args }) }
  } catch (error) {
    // In CI a missing browser must not look like a passed test.
    if (process.env.CI === 'true') throw error
    const [said = ''] = String(error).split('\n')
    return { missing: `no browser can be started here: ${said}` }
  }
}
