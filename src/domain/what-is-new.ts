import type { ContactField } from './contact.ts'

/** What a lead of a person who is known brings that was not known before it. */
export type WhatIsNew = {
  /** How many leads of theirs came before, and when the latest did. */
  readonly leadsBefore: number
  readonly lastAt: Date | undefined
  /** Fields with values none of them gave. */
  readonly fields: readonly { readonly field: ContactField; readonly value: string }[]
  /** Paths of pages looked at since the last lead, the latest first, each once. */
  readonly pages: readonly string[]
  readonly pricingSeen: boolean
  /** Which visit this is, counted from the first we know of; undefined when none is known. */
  readonly visit: number | undefined
}
