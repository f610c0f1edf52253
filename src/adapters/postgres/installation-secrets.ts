import type { InstallationSecrets } from '../../ports/installation-secrets.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Secrets as rows. Two processes that make one at the same moment both get the first. */
export function postgresInstallationSecrets(db: Db): InstallationSecrets {
  const known = new Map<string, Uint8Array>()
  return {
    secret: (name, make) =>
      translated(async () => {
        const value = known.get(name) ?? (await kept(db, name, make))
        known.set(name, value)
        return value
      }),
  }
}

async function kept(db: Db, name: string, make: () => Uint8Array): Promise<Uint8Array> {
  const read = () =>
    db.selectFrom('installationSecrets').select('value').where('name', '=', name).executeTakeFirst()
  const before = await read()
  if (before !== undefined) return before.value
  await db
    .insertInto('installationSecrets')
    .values({ name, value: Buffer.from(make()) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const after = await read()
  if (after === undefined) throw new Error(`The secret ${name} is gone again`)
  return after.value
}
