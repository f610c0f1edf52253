import type { ContactId } from '../../src/domain/ids.ts'
import { blockingKeys } from '../../src/domain/matching/blocking-keys.ts'
import { learnModel } from '../../src/domain/matching/learn-model.ts'
import { DEFAULT_MODEL, type MatchModel } from '../../src/domain/matching/match-model.ts'
import { type MatchVerdict, matchVerdict } from '../../src/domain/matching/match-verdict.ts'
import {
  type PersonFacts,
  type PersonRecord,
  personRecord,
} from '../../src/domain/matching/person-record.ts'
import { frequencyOf, wordWeight } from '../../src/domain/matching/value-frequencies.ts'
import type { Measure } from '../suite.ts'
import { comingAgain, type MadeUp, madeUpContacts } from './made-up-contacts.ts'

const LOOK_UPS = 4_000
/** As many known people are learned from, beside those who come again. */
const TAUGHT = 6_000
/** A key of more people is left out. */
const HOT_KEY = 100
const THRESHOLDS = { automaticBits: 10, reviewBits: 0 }

/**
 * Made-up people come again to a base of that size, held in memory: who is recognised with the shipped
 * weights and with learned ones, and how fast.
 */
export function lookUpMadeUp(size: number): Measure[] {
  const known = madeUpContacts(size, { seed: 11, sizeOfLargest: size / 50, johnSmiths: size / 20 })
  const again = comingAgain(known, LOOK_UPS, 12)
  const index = filed(known.map(({ facts }) => personRecord(facts)))
  const name = `made_up_${size / 1_000}k`
  return [
    ...judged({ known, again, index }, shippedModel(size), `${name}_shipped`),
    ...judged({ known, again, index }, learnedModel(known, again), name),
  ]
}

const shippedModel = (contacts: number): MatchModel => ({ ...DEFAULT_MODEL, contacts })

function learnedModel(known: readonly MadeUp[], again: readonly MadeUp[]): MatchModel {
  const lessons = [...known.slice(0, TAUGHT), ...again].map(({ facts }, at) => ({
    contactId: `contact-${at}`,
    facts,
  }))
  const { weights, frequencies } = learnModel(lessons, [])
  return {
    ...{ version: 1, contacts: known.length, weights },
    frequencyOf: frequencyOf(frequencies),
    wordWeight: wordWeight(frequencies),
  }
}

type Base = {
  readonly known: readonly MadeUp[]
  readonly again: readonly MadeUp[]
  readonly index: ReadonlyMap<string, readonly number[]>
}

function judged(base: Base, model: MatchModel, name: string): Measure[] {
  const { again } = base
  const looked = again.map((one) => lookUp(one, base, model))
  const persons = again.filter(({ entity }) => entity >= 0).length
  const of = (verdict: MatchVerdict) => looked.filter((one) => one.verdict === verdict)
  const right = (verdict: MatchVerdict) => of(verdict).filter(({ isRight }) => isRight).length
  const percent = (part: number, whole: number) => (part / whole) * 100
  const reachable = looked.filter(({ isReachable }) => isReachable).length
  const [same, review] = [of('same').length, of('review').length]
  const ms = looked.map((one) => one.ms)
  return [
    { name: `pairs_completeness@${name}`, value: percent(reachable, persons), unit: '%' },
    { name: `precision_automatic@${name}`, value: percent(right('same'), same), unit: '%' },
    { name: `recall_automatic@${name}`, value: percent(right('same'), persons), unit: '%' },
    { name: `asked@${name}`, value: percent(review, again.length), unit: '%' },
    { name: `rightly_asked@${name}`, value: percent(right('review'), review), unit: '%' },
    {
      name: `candidates_p99@${name}`,
      value: percentile(
        looked.map((one) => one.candidates),
        0.99,
      ),
      unit: '',
    },
    { name: `look_up_p50_ms@${name}`, value: percentile(ms, 0.5), unit: 'ms' },
    { name: `look_up_p99_ms@${name}`, value: percentile(ms, 0.99), unit: 'ms' },
  ]
}

function lookUp({ entity, facts }: MadeUp, { known, index }: Base, model: MatchModel) {
  const startedMs = performance.now()
  const candidates = candidatesFor(facts, index)
  const people = [...candidates].map((place) => ({
    contactId: `${place}` as ContactId,
    facts: known[place]?.facts as PersonFacts,
  }))
  const { verdict, contactId } = matchVerdict(facts, people, model, THRESHOLDS)
  return {
    ms: performance.now() - startedMs,
    candidates: candidates.size,
    isReachable: candidates.has(entity),
    isRight: contactId === `${entity}`,
    verdict,
  }
}

const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0

const candidatesFor = (facts: PersonFacts, index: Base['index']) =>
  new Set(blockingKeys(personRecord(facts)).flatMap((key) => index.get(key) ?? []))

function filed(records: readonly PersonRecord[]): Map<string, number[]> {
  const index = new Map<string, number[]>()
  for (const [place, record] of records.entries()) {
    for (const key of blockingKeys(record)) {
      const places = index.get(key)
      if (places === undefined) index.set(key, [place])
      else places.push(place)
    }
  }
  return new Map([...index].filter(([, places]) => places.length <= HOT_KEY))
}
