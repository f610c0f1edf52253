import { asObject, type BodyTree } from '../../domain/body-tree.ts'
import type { Source } from '../../domain/documents/sources.ts'
import type { LeadForm } from '../../domain/lead-form.ts'
import { assembleForm, type PlacedEntry } from './assemble-form.ts'
import { bodyKeys, idKey } from './dedupe-keys.ts'
import { type Entry, entriesOf } from './entry.ts'
import { normalisedName, ownNames } from './field-names.ts'
import { formConsents } from './form-consents.ts'
import { plainAnswers } from './plain-answers.ts'
import { proveByKey } from './prove-by-key.ts'
import { questionTargetFinder } from './question-target.ts'
import { type GuessedEntry, settleTargets } from './settle-targets.ts'
import type { Item, SourceKind } from './source-kind.ts'
import type { Target } from './targets.ts'
import { valueTarget } from './value-target.ts'

/** What one form plug-in does in its own way. */
export type WordpressPlugin = {
  /** Its own values, by normalised name, with the field they are. */
  readonly about: ReadonlyMap<string, Target>
  /** Values that say nothing of the person. */
  readonly isControl: (name: string) => boolean
  /** Reads a value of its own kind; in the order of the form. */
  readonly read?: (entries: readonly Entry[]) => readonly GuessedEntry[]
  /** Why a delivery is no lead. */
  readonly notALead?: (body: BodyTree) => string | undefined
}

/**
 * A form plug-in of WordPress. All of them post flat or nested names with values, as JSON or as a
 * form, and sign nothing. The field map of the form goes before that of the source, then the usual
 * names; a value that can only be a mail address or a phone number is the last resort.
 */
export function wordpressForm(plugin: WordpressPlugin): SourceKind {
  return {
    verify: proveByKey,
    split: (body) => [itemOf(body, plugin)],
    map: (body, source) => mapEntry(body, source, plugin),
    dedupe: (form, request) => {
      const key = entryKey(form)
      return key === undefined ? bodyKeys(request) : { dedupeKey: idKey(key) }
    },
    ...plainAnswers,
  }
}

function itemOf(body: BodyTree, { notALead }: WordpressPlugin): Item {
  const why = asObject(body) === undefined ? 'event-not-a-lead' : notALead?.(body)
  return why === undefined
    ? { kind: 'lead', content: body }
    : { kind: 'notice', content: body, why }
}

function mapEntry(body: BodyTree, source: Source, plugin: WordpressPlugin): LeadForm {
  const sent = entriesOf(body).filter(({ name }) => !plugin.isControl(name))
  const isAbout = ({ name }: Entry) => plugin.about.has(normalisedName(name))
  const about = sent.filter(isAbout).map((entry) => withTarget(entry, plugin))
  const fieldMap = fieldMapOf(source, about)
  const typed = sent.filter((entry) => !isAbout(entry))
  const { consent, rest } = formConsents(plugin.read?.(typed) ?? typed, fieldMap)
  const own = ownNames(fieldMap)
  const usual = questionTargetFinder({})
  const answers = rest.map((entry: GuessedEntry): GuessedEntry => {
    const { name, label = '', value } = entry
    const target = own(name) ?? own(label) ?? entry.target ?? usual(name) ?? usual(label)
    return { ...entry, target, guess: entry.guess ?? valueTarget(value) }
  })
  return assembleForm([...settleTargets(answers), ...about], { consent })
}

function withTarget(entry: Entry, { about }: WordpressPlugin): PlacedEntry {
  const target = about.get(normalisedName(entry.name))
  return { ...entry, target, value: target === 'submittedAt' ? utc(entry.value) : entry.value }
}

/** WordPress writes UTC as `2026-03-02 14:30:00`. */
function utc(text: string): string {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? `${text.replace(' ', 'T')}Z` : text
}

/** Numbers of fields mean something else in every form, so a form may have a map of its own. */
function fieldMapOf({ fieldMap, forms = {} }: Source, about: readonly PlacedEntry[]) {
  const formId = about.find(({ target }) => target === 'formId')?.value.trim() ?? ''
  const ofForm = Object.hasOwn(forms, formId) ? forms[formId]?.fieldMap : undefined
  return { ...fieldMap, ...ofForm }
}

/** Entries are numbered within their site, so site and form belong to the key. */
function entryKey({ sourceLeadId, formId = '', pageUrl }: LeadForm): string | undefined {
  const host = URL.parse(pageUrl ?? '')?.host ?? ''
  return sourceLeadId === undefined ? undefined : `${host}:${formId}:${sourceLeadId}`
}
