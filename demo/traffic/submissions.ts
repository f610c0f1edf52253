import { type Chance, chance } from './chance.ts'
import { type ChannelName, channels, type SourceRequest, type Twist } from './channels.ts'
import { type Person, person } from './person.ts'

/**
 * What one submission is: a lead by somebody new or known, the very same request again, one of the
 * things that must not reach a rep, or one that is refused.
 */
export type SubmissionKind =
  | 'new person'
  | 'known person'
  | 'sent again'
  | 'mistyped address'
  | 'honeypot filled in'
  | 'gibberish'
  | 'throwaway address'
  | 'test lead'
  | 'forged key'

/** One request on its way to the product. */
export type Submission = {
  readonly kind: SubmissionKind
  readonly who: Person
  readonly request: SourceRequest
}

const KINDS: Readonly<Record<SubmissionKind, number>> = {
  'new person': 70,
  'known person': 8,
  'sent again': 5,
  'mistyped address': 4,
  'honeypot filled in': 4,
  gibberish: 2,
  'throwaway address': 3,
  'test lead': 2,
  'forged key': 2,
}
const CHANNELS: Readonly<Record<ChannelName, number>> = {
  'contact form, by script': 28,
  'contact form, by browser': 18,
  'Google Ads': 21,
  'guide download': 10,
  'webinar registration': 8,
  'partner referral': 7,
  'own API': 8,
}
const THROWAWAY = ['mailinator.com', 'yopmail.com', 'guerrillamail.com']
/** A vendor sends again within minutes; what is sent again must be among the last so many. */
const RECENT = 40
/** Nobody sends again what is still under way. */
const UNDER_WAY = 10
/** People who come back were here among the last so many. */
const KNOWN = 300

/** Endless submissions, the same for the same seed: a mix as a company sees it on a busy day. */
export function* submissions(seed: number): Generator<Submission, never> {
  const choices = chance(seed)
  const recent: Submission[] = []
  const known: Person[] = []
  for (let number = 0; ; number += 1) {
    const submission = next(number, { seed, choices, recent, known })
    yield submission
    if (submission.kind === 'new person') remember(known, submission.who, KNOWN)
    if (isSentAgain(submission)) remember(recent, submission, RECENT)
  }
}

type Story = {
  readonly seed: number
  readonly choices: Chance
  readonly recent: readonly Submission[]
  readonly known: readonly Person[]
}

function next(number: number, { seed, choices, recent, known }: Story): Submission {
  const wanted = choices.weighted(KINDS)
  const answered = recent.slice(0, -UNDER_WAY)
  if (wanted === 'sent again' && answered.length > 0) {
    return { ...choices.one(answered), kind: 'sent again' }
  }
  const returns = wanted === 'known person' && known.length > 0
  const isPossible = wanted !== 'sent again' && (wanted !== 'known person' || returns)
  const kind = isPossible ? wanted : 'new person'
  const who = returns ? choices.one(known) : person(seed, number)
  return { kind, who, request: requestOf(kind, who, number, choices) }
}

function requestOf(
  kind: SubmissionKind,
  who: Person,
  number: number,
  choices: Chance,
): SourceRequest {
  const write = (channel: ChannelName, twist: Twist = {}, by = who) =>
    channels[channel](by, number, choices, twist)

  switch (kind) {
    case 'mistyped address':
      return write('contact form, by script', { fields: mistyped(who, choices) })
    case 'honeypot filled in':
      return write('contact form, by browser', { fields: { website_url: 'http://cheap.example' } })
    case 'gibberish':
      return write('contact form, by script', { fields: GIBBERISH })
    case 'throwaway address':
      return write('guide download', {}, { ...who, email: throwaway(who, choices) })
    case 'test lead':
      return write(choices.happens(0.7) ? 'Google Ads' : 'own API', { isTest: true })
    case 'forged key':
      return write('Google Ads', { googleKey: 'guessed' })
    default:
      return write(choices.weighted(CHANNELS))
  }
}

/** A comma for a dot, a doubled sign, or nothing after the @; half of them leave a number. */
function mistyped({ email, phone }: Person, { one, happens }: Chance) {
  const typo = one([email.replace(/\.(?=[^.]*$)/, ','), email.replace('@', '@@'), `${email}..`])
  return { email: typo, phone: happens(0.5) ? phone : '' }
}

const GIBBERISH = {
  ...{
    first_name: 'asdfgh',
    last_name: 'sdfghjk',
    company: 'qwertz',
    message: 'dfgdfgdfg asdfasdf',
  },
}

const throwaway = ({ email }: Person, { one }: Chance) => email.replace(/@.*/, `@${one(THROWAWAY)}`)

/** Google's test leads all have one id, and are told apart by when they come. */
const isSentAgain = ({ kind }: Submission) =>
  kind === 'new person' || kind === 'known person' || kind === 'honeypot filled in'

function remember<T>(list: T[], item: T, most: number): void {
  list.push(item)
  if (list.length > most) list.shift()
}
