import fc from 'fast-check'

/** One thing that happens to contacts. Numbers stand for whichever there are at that time. */
export type ContactStep =
  | { readonly do: 'lead'; readonly key: string }
  | { readonly do: 'join'; readonly one: number; readonly other: number }
  | { readonly do: 'undo'; readonly join: number }
  | { readonly do: 'take-out'; readonly lead: number }

const aKey = fc.constantFrom(...[...'abcdef'].map((name) => `${name}@x.example`))
/** Without a liking for small ones, which would join the same two again and again. */
const aNumber = fc.noBias(fc.nat({ max: 5_040 }))
const aLead = fc.record({ do: fc.constant('lead' as const), key: aKey })
const aJoin = fc.record({ do: fc.constant('join' as const), one: aNumber, other: aNumber })
const anUndo = fc.record({ do: fc.constant('undo' as const), join: aNumber })
const aTakingOut = fc.record({ do: fc.constant('take-out' as const), lead: aNumber })

/** A random history: leads of a few people, whose contacts are joined and split. */
export const aHistory = (maxLength: number): fc.Arbitrary<ContactStep[]> =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: aLead },
      { weight: 3, arbitrary: aJoin },
      { weight: 2, arbitrary: anUndo },
      { weight: 1, arbitrary: aTakingOut },
    ),
    { minLength: Math.ceil(maxLength / 4), maxLength, size: 'max' },
  )

type ModelLead = { readonly name: string; readonly key: string; home: string; follows: boolean }
type ModelJoin = { readonly name: string; readonly stays: string; readonly goes: string }

/** The model of a history so far; see `contactModel`. */
export type ContactModel = ReturnType<typeof contactModel>

/**
 * What joins and splits mean, as simply as it can be said: every lead is at home somewhere, the joins
 * that are in force say which homes are one person, and that is all. A home is named after the lead,
 * or the split, that made it.
 */
export function contactModel() {
  const leads: ModelLead[] = []
  const joins: ModelJoin[] = []
  const homes: string[] = []
  const homeOfKey = new Map<string, string>()
  /** Of keys that were shown to be of two persons: their homes. */
  const sharers = new Map<string, readonly [string, string]>()

  function top(home: string): string {
    const join = joins.find(({ goes }) => goes === home)
    return join === undefined ? home : top(join.stays)
  }

  function undo(name: string): void {
    joins.splice(
      joins.findIndex((join) => join.name === name),
      1,
    )
  }

  function isShared(key: string): boolean {
    const both = sharers.get(key)
    return both !== undefined && top(both[0]) !== top(both[1])
  }

  return {
    leads: leads as readonly Readonly<ModelLead>[],
    joins: joins as readonly ModelJoin[],
    homes: homes as readonly string[],
    top,
    isShared,
    homeOfKey: (key: string) => homeOfKey.get(key),

    lead(name: string, key: string): void {
      const known = isShared(key) ? undefined : homeOfKey.get(key)
      leads.push({ name, key, home: known ?? name, follows: known !== undefined })
      if (known !== undefined) return
      homes.push(name)
      if (!homeOfKey.has(key)) homeOfKey.set(key, name)
    },

    /** False when they are one person already. */
    join(name: string, one: string, other: string): boolean {
      const [stays, goes] = [top(one), top(other)]
      if (stays !== goes) joins.push({ name, stays, goes })
      return stays !== goes
    },

    undo,

    /**
     * Undoes the join by which the lead came to where it is. Where it is at home it gets a home of its
     * own, if it follows another's key; false when it is that other.
     */
    takeOut(name: string, leadName: string): boolean {
      const lead = leads.find((one) => one.name === leadName)
      const join = joins.find(({ goes }) => goes === lead?.home)
      if (join !== undefined) {
        undo(join.name)
        return true
      }
      const others = leads.filter(({ home }) => home === lead?.home)
      if (!lead?.follows || others.length === 1) return false
      if (!isShared(lead.key)) sharers.set(lead.key, [lead.home, name])
      homes.push(name)
      lead.home = name
      return true
    },
  }
}

/** A step as it was taken, with the names of what it is about. */
export type Happening =
  | { readonly did: 'lead'; readonly name: string; readonly key: string; readonly home: string }
  | { readonly did: 'join'; readonly name: string; readonly one: string; readonly other: string }
  | { readonly did: 'undo'; readonly name: string }
  | { readonly did: 'take-out'; readonly name: string; readonly lead: string }

/** Takes each step in the model, and tells of it; steps that nothing comes of are left out. */
export function* happenings(
  model: ContactModel,
  history: readonly ContactStep[],
): Generator<Happening> {
  for (const [place, step] of history.entries()) {
    const happening = take(model, step, `${place}`)
    if (happening !== undefined) yield happening
  }
}

function take(model: ContactModel, step: ContactStep, name: string): Happening | undefined {
  switch (step.do) {
    case 'lead':
      return takeLead(model, step.key, name)
    case 'join':
      return takeJoin(model, nth(model.homes, step.one), nth(model.homes, step.other), name)
    case 'undo':
      return takeUndo(model, nth(model.joins, step.join)?.name)
    case 'take-out':
      return takeOut(model, nth(model.leads, step.lead)?.name, name)
  }
}

function takeLead(model: ContactModel, key: string, name: string): Happening {
  model.lead(name, key)
  return { did: 'lead', name, key, home: model.leads.at(-1)?.home ?? name }
}

type Name = string | undefined

function takeJoin(model: ContactModel, one: Name, other: Name, name: string) {
  if (one === undefined || other === undefined) return undefined
  return model.join(name, one, other) ? ({ did: 'join', name, one, other } as const) : undefined
}

function takeUndo(model: ContactModel, name: Name) {
  if (name === undefined) return undefined
  model.undo(name)
  return { did: 'undo', name } as const
}

function takeOut(model: ContactModel, lead: Name, name: string) {
  if (lead === undefined || !model.takeOut(name, lead)) return undefined
  return { did: 'take-out', name, lead } as const
}

const nth = <T>(items: readonly T[], n: number): T | undefined => items[n % items.length]
