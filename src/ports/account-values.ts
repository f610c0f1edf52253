import type { LineReader } from '../domain/accounts/read-account-line.ts'

/** Reads what people write about a company as leads are read. Pure. */
export type AccountValues = Omit<LineReader, 'rep'>
