import { databaseFailure } from '../../ports/database-failure.ts'

/** Runs database work and lets only our own failures, or faults, out. */
export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw databaseFailure(error)
  }
}
