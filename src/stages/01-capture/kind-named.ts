import { SOURCE_KINDS, type Source } from '../../domain/documents/sources.ts'

type Kind = Source['kind']

/** What people call a kind, where that is not its name, written without case and dashes. */
const ALIASES: Readonly<Record<string, string>> = {
  google: 'google-ads',
  googleadsleadforms: 'google-ads',
  website: 'form',
  webform: 'form',
  landingpage: 'form',
  webinar: 'form',
  contentdownload: 'form',
}

/** The kind that goes by a name, in any spelling: `Google Ads`, `google_ads`; undefined for none. */
export function kindNamed(name: string): Kind | undefined {
  const plain = plainName(name)
  const wanted = (Object.hasOwn(ALIASES, plain) && ALIASES[plain]) || plain
  return SOURCE_KINDS.find((kind) => plainName(kind) === plainName(wanted))
}

const plainName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '')
