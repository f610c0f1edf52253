import type { Facts } from '../condition-fields.ts'
import type { Locked } from '../decision.ts'
import type { Rep, TeamsDocument } from '../documents/teams.ts'
import type { GivenFacts } from '../facts-given.ts'
import type { ContactId, RepId } from '../ids.ts'
import { emptyLedger } from '../ledger.ts'
import { UNITS_PER_CREDIT } from '../shares.ts'
import type { Change } from './change.ts'
import type { Scene } from './scene.ts'

/** The scene as it would have been for this rep with the change made. Nothing else is touched. */
export function applyChange(scene: Scene, change: Change, repId: RepId): Scene {
  const { lead, locked } = scene
  const withTeams = (teams: TeamsDocument) => ({ ...scene, locked: ofTeams(locked, teams) })
  const { teams } = locked.configuration.documents
  switch (change.kind) {
    case 'turn':
      return { ...scene, locked: owed(locked, change, repId) }
    case 'presence': {
      const presence = new Map(locked.presence).set(repId, 'online')
      return { ...scene, locked: { ...locked, presence } }
    }
    case 'time-off': {
      const timeOff = new Map([...locked.timeOff].filter(([id]) => id !== repId))
      const there = withTeams(withRep(teams, repId, { timeOff: [] }))
      return { ...there, locked: { ...there.locked, timeOff } }
    }
    case 'cap':
      return withTeams(uncapped(teams, repId))
    case 'active':
      return withTeams(withRep(teams, repId, { active: true }))
    case 'skills': {
      const rep = teams.reps.find(({ id }) => id === repId)
      return withTeams(withRep(teams, repId, { skills: { ...rep?.skills, ...change.skills } }))
    }
    case 'member':
      return withTeams(joined(teams, change.poolId, repId))
    case 'tried': {
      const triedRepIds = lead.triedRepIds.filter((id) => id !== repId)
      return { ...scene, lead: { ...lead, triedRepIds } }
    }
    case 'owner':
      return change.of === 'contact' ? owningContact(scene, repId) : owningAccount(scene, repId)
    case 'facts':
      return { ...scene, facts: withFacts(scene.facts, change.facts) }
  }
}

function ofTeams(locked: Locked, teams: TeamsDocument): Locked {
  const { revision, documents } = locked.configuration
  return { ...locked, configuration: { revision, documents: { ...documents, teams } } }
}

const withRep = (teams: TeamsDocument, repId: RepId, more: Partial<Rep>): TeamsDocument => ({
  ...teams,
  reps: teams.reps.map((rep) => (rep.id === repId ? { ...rep, ...more } : rep)),
})

function uncapped(teams: TeamsDocument, repId: RepId): TeamsDocument {
  const pools = teams.pools.map((pool) => ({
    ...pool,
    members: pool.members.map((one) => (one.repId === repId ? { ...one, caps: [] } : one)),
  }))
  return { ...withRep(teams, repId, { caps: [] }), pools }
}

function joined(teams: TeamsDocument, poolId: string, repId: RepId): TeamsDocument {
  const pools = teams.pools.map((pool) => {
    if (pool.id !== poolId) return pool
    const [first] = pool.members
    const member = { ...first, repId, weight: 1, caps: [] }
    return { ...pool, members: [...pool.members, member] }
  })
  return { ...teams, pools }
}

/** The others owe it together, so that the ledger still comes to 0. */
function owed(locked: Locked, change: Extract<Change, { kind: 'turn' }>, repId: RepId): Locked {
  const { poolId } = change
  const before = locked.pools.get(poolId) ?? emptyLedger(poolId)
  const pool = locked.configuration.documents.teams.pools.find(({ id }) => id === poolId)
  const others = (pool?.members ?? []).map((one) => one.repId).filter((id) => id !== repId)
  const units = Math.ceil(change.credits * UNITS_PER_CREDIT)
  const credits: Record<RepId, number> = { ...before.credits }
  credits[repId] = (credits[repId] ?? 0) + units
  for (const [index, id] of others.entries()) {
    const share = Math.floor(units / others.length) + (index < units % others.length ? 1 : 0)
    credits[id] = (credits[id] ?? 0) - share
  }
  return { ...locked, pools: new Map(locked.pools).set(poolId, { ...before, credits }) }
}

function owningContact(scene: Scene, repId: RepId): Scene {
  const { lead, locked } = scene
  const id = lead.contactId as ContactId
  const contact = locked.contacts.get(id)
  if (contact === undefined) return scene
  const owned = { ...contact, ownerRepId: repId, ownerLeadId: undefined }
  return { ...scene, locked: { ...locked, contacts: new Map(locked.contacts).set(id, owned) } }
}

function owningAccount(scene: Scene, repId: RepId): Scene {
  const { account } = scene.lead.parts
  if (account?.facts === undefined) return scene
  const facts = { ...account.facts, ownerId: repId }
  const parts = { ...scene.lead.parts, account: { ...account, facts } }
  return {
    ...scene,
    lead: { ...scene.lead, parts },
    facts: withFacts(scene.facts, { 'account.ownerId': repId }),
  }
}

/** Facts with these in the place of what was there; null takes one away. */
export function withFacts(facts: Facts, given: GivenFacts): Facts {
  const changed: Record<string, Record<string, unknown>> = { ...facts }
  for (const [path, value] of Object.entries(given)) {
    const [group = '', field = '', ...key] = path.split('.')
    const now = value ?? undefined
    const before = changed[group] ?? {}
    const answers = { ...(before[field] as object | undefined), [key.join('.')]: now }
    changed[group] = { ...before, [field]: key.length === 0 ? now : answers }
  }
  return changed as Facts
}
